using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Rooms.Options;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>An owner submits a configuration: only what it names changes, and nothing if any of it is wrong (XEP-0045 §10.1.3, §10.2).</summary>
internal static class Configuring
{
    internal const string Admins = "muc#roomconfig_roomadmins";
    internal const string Owners = "muc#roomconfig_roomowners";

    internal static void Decide(RoomTurn turn, Iq iq, DataForm form)
    {
        if (form.FormType is not (null or MucNamespaces.RoomConfigForm))
        {
            turn.Refuse(iq, StanzaError.BadRequest("The form is of another type."));
            return;
        }
        var config = turn.Room.Config;
        if ((Read(form, ref config) ?? Lists(turn, iq, form)) is { } wrong)
        {
            turn.Refuse(iq, wrong);
            return;
        }
        var changes = RoomOptions.Changes(turn.Room.Config, config);
        if (config.MembersOnly && !turn.Room.Config.MembersOnly) RemoveStrangers(turn);
        if (turn.Room.Locked) turn.Emit(new RoomUnlocked());
        turn.Reply(iq.ToResult());
        if (!changes.IsEmpty) turn.Emit(new ConfigurationChanged(changes, turn.ActorOf(iq.From)));
        Existence.EndIfEmpty(turn);
    }

    private static StanzaError? Read(DataForm form, ref RoomConfig config)
    {
        foreach (var field in form.Fields)
        {
            if (field.Var is null || RoomOptions.ByVar(field.Var) is not { } option) continue;
            if (option.Write(field.Values, ref config) is { } wrong) return StanzaError.NotAcceptable($"{field.Var}: {wrong}.");
        }
        switch (form.GetBool(RoomPassword.ProtectedVar))
        {
            case true when config.Password is null:
                return StanzaError.NotAcceptable($"{RoomPassword.ProtectedVar}: a protected room needs a password.");
            case false:
                config = config with { Password = null };
                break;
            case null when form.Field(RoomPassword.ProtectedVar) is not null:
                return StanzaError.NotAcceptable($"{RoomPassword.ProtectedVar}: it is 1 or 0.");
        }
        return null;
    }

    /// <summary>The full lists of admins and owners: who is missing from them is no longer one.</summary>
    private static StanzaError? Lists(RoomTurn turn, Iq iq, DataForm form)
    {
        if (List(turn, iq, form, Owners, Affiliation.Owner, Affiliation.Admin) is { } owners) return owners;
        if (List(turn, iq, form, Admins, Affiliation.Admin, Affiliation.Member) is { } admins) return admins;
        return turn.Room.Affiliations.Any(a => a.Value.Affiliation == Affiliation.Owner)
            ? null
            : StanzaError.Conflict($"{Owners}: a room needs an owner.");
    }

    private static StanzaError? List(RoomTurn turn, Iq iq, DataForm form, string var, Affiliation affiliation, Affiliation fallback)
    {
        if (form.Field(var) is not { } field) return null;
        var wanted = new HashSet<Jid>();
        foreach (var value in field.Values.Where(v => v.Trim().Length > 0))
        {
            if (!Jid.TryParse(value.Trim(), out var account)) return StanzaError.NotAcceptable($"{var}: '{value}' is not an address.");
            wanted.Add(account.Bare);
        }
        var actor = turn.ActorOf(iq.From);
        ImmutableArray<Jid> gone = [.. turn.Room.Affiliations.Where(a => a.Value.Affiliation == affiliation && !wanted.Contains(a.Key)).Select(a => a.Key)];
        foreach (var account in gone) Affiliating.Set(turn, account, fallback, turn.Room.ReservedNickOf(account), null, actor);
        foreach (var account in wanted.Where(w => turn.Room.AffiliationOf(w) != affiliation))
        {
            // Who has just been put on the owners' list does not fall to admin because the other list names it too.
            if (affiliation == Affiliation.Admin && turn.Room.AffiliationOf(account) == Affiliation.Owner) continue;
            if (!turn.Room.Affiliations.ContainsKey(account) && !Affiliating.HasSpace(turn)) return StanzaError.ResourceConstraint();
            Affiliating.Set(turn, account, affiliation, turn.Room.ReservedNickOf(account), null, actor);
        }
        return null;
    }

    private static void RemoveStrangers(RoomTurn turn)
    {
        foreach (var occupant in turn.Room.Occupants.All.OrderBy(o => o.Nick, StringComparer.Ordinal))
            if (turn.AffiliationOf(occupant.Account) < Affiliation.Member) turn.Emit(new RoleChanged(occupant.Nick, Role.None, 322, null, null));
    }
}
