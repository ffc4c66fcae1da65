using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>
/// The lists of a room for those who keep a copy of them (XEP-0463): what changed since they were here, and every change from then on.
/// Only sessions that ask for it get any of it; to all others the room speaks as ever.
/// </summary>
internal static class ListVersions
{
    /// <summary>XEP-0463.</summary>
    internal const string Namespace = "urn:xmpp:muc:affiliations:1";

    /// <summary>How many changes are remembered; who has been away for longer gets everything.</summary>
    internal const int MostChanges = 1024;

    /// <summary>The name of a version: of one life of the room only.</summary>
    internal static string Name(RoomState state, long version)
        => string.Create(CultureInfo.InvariantCulture, $"{state.CreatedAt.ToUnixTimeMilliseconds():x}-{version:x}");

    /// <summary>The mark in a newcomer's own presence.</summary>
    internal static Element Mark(RoomState state) => Element(null, Name(state, state.ListVersion));

    /// <summary>What a newcomer has missed; all, if the room does not know what it has.</summary>
    internal static void CatchUp(RoomState state, Occupant self, string since, ImmutableArray<Jid> to, ImmutableArray<RoomDelivery>.Builder output)
    {
        if (!MayRead(state, self))
        {
            var error = StanzaError.Forbidden() with { By = state.Room, WithLegacyCode = true };
            output.Add(new(new Message(new StanzaHeader(state.Room, default), MessageType.Error, error.ToElement()), to));
            return;
        }
        var current = Name(state, state.ListVersion);
        if (since == current) return;
        // Who stood otherwise at that time may not have had the right to know how the others stood.
        var changed = ChangedSince(state, since) is { } all && !all.Contains(self.Account) ? all : default(ImmutableArray<Jid>?);
        var admin = IsAdmin(state, self);
        IEnumerable<Jid> accounts = changed is { } some ? some : state.Affiliations.Keys.Where(a => Shown(state.AffiliationOf(a), admin) != Affiliation.None);
        output.Add(new(MessageView.Notice(state, MessageType.Normal, [Element(changed is null ? null : since, current),
            .. accounts.OrderBy(a => a.ToString(), StringComparer.Ordinal).Select(a => Item(a, Shown(state.AffiliationOf(a), admin)))]), to));
    }

    /// <summary>The sessions that keep a copy of the lists and may read them.</summary>
    internal static ImmutableArray<Jid> Keepers(RoomState state)
        => [.. state.Occupants.All.Where(o => o.Sessions.Any(s => s.KeepsLists) && MayRead(state, o)).SelectMany(o => o.Sessions).Where(s => s.KeepsLists).Select(s => s.Jid)];

    /// <summary>The sessions of an account that may read more of the lists, or less, than before: a difference would not do for their copies.</summary>
    internal static ImmutableArray<Jid> Refreshed(Jid account, RoomState before, RoomState after)
        => [.. after.Occupants.OfAccount(account).Where(o => MayRead(after, o) && !(before.Occupants.ByNick(o.Nick) is { } old && MayRead(before, old) && IsAdmin(before, old) == IsAdmin(after, o)))
            .SelectMany(o => o.Sessions).Where(s => s.KeepsLists).Select(s => s.Jid)];

    /// <summary>Those among keepers to whom presence shows a change as their copy is to have it: not that of a domain, nor a ban that they may not read of.</summary>
    internal static ImmutableArray<Jid> ReadersOfPresence(AffiliationChanged e, RoomState after, ImmutableArray<Jid> keepers)
    {
        if (e.Account.IsDomain || after.AffiliationOf(e.Account) != e.Affiliation) return [];
        return e.Affiliation != Affiliation.Outcast ? keepers : keepers.RemoveAll(k => !IsAdmin(after, after.Occupants.BySession(k)!));
    }

    /// <summary>The mark of a change, for the presence or the message that brings it.</summary>
    internal static Element ChangeMark(RoomState before, RoomState after) => Element(Name(before, before.ListVersion), Name(after, after.ListVersion));

    /// <summary>Tells keepers of a change who have not heard of it by presence.</summary>
    internal static void Tell(AffiliationChanged e, RoomState before, RoomState after, ImmutableArray<Jid> keepers, ImmutableArray<RoomDelivery>.Builder output)
    {
        if (keepers.IsEmpty) return;
        var isAdmin = keepers.ToLookup(k => IsAdmin(after, after.Occupants.BySession(k)!));
        output.To([.. isAdmin[true]], Change(e, before, after, true));
        output.To([.. isAdmin[false]], Change(e, before, after, false));
    }

    private static Message Change(AffiliationChanged e, RoomState before, RoomState after, bool admin) => MessageView.Notice(after, MessageType.Normal,
        ChangeMark(before, after), Item(e.Account, Shown(e.Affiliation, admin)));

    private static ImmutableArray<Jid>? ChangedSince(RoomState state, string since)
    {
        var at = state.ListChanges.FindIndex(c => Name(state, c.Version) == since);
        return at < 0 ? default(ImmutableArray<Jid>?) : [.. state.ListChanges.Skip(at + 1).Select(c => c.Account).Distinct()];
    }

    /// <summary>As for the lists themselves (XEP-0045 §9.5): who may read that of the members.</summary>
    internal static bool MayRead(RoomState state, Occupant occupant)
        => IsAdmin(state, occupant) || (state.IsNonAnonymous && state.AffiliationOf(occupant.Account) >= Affiliation.Member)
            || (state.Config.MemberListReaders.Contains(occupant.Role) && state.SeesJids(occupant.Role));

    /// <summary>Whether the bans are shown too.</summary>
    internal static bool IsAdmin(RoomState state, Occupant occupant) => state.AffiliationOf(occupant.Account) >= Affiliation.Admin;

    /// <summary>Who is banned is known to admins only.</summary>
    internal static Affiliation Shown(Affiliation affiliation, bool admin) => affiliation == Affiliation.Outcast && !admin ? Affiliation.None : affiliation;

    private static Element Item(Jid account, Affiliation affiliation) => new("item", MucNamespaces.User,
        new XmlAttr("affiliation", Words.Of(affiliation)), new XmlAttr("jid", account.ToString()));

    private static Element Element(string? since, string until) => new("mav", Namespace,
        since is null ? null : new XmlAttr("since", since), new XmlAttr("until", until));
}
