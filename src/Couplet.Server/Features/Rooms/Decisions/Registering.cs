using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using RoomBehavior = Couplet.Server.Hosting.RoomBehavior;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Registering with a room, which reserves a nickname, and giving that up (XEP-0045 §7.10).</summary>
internal static class Registering
{
    private const string NickVar = "muc#register_roomnick";

    /// <summary>What is needed to register; or that it has been done.</summary>
    internal static void Answer(RoomTurn turn, Iq iq)
    {
        if (Refusal(turn, iq) is { } refusal)
        {
            turn.Refuse(iq, refusal);
            return;
        }
        if (turn.Room.ReservedNickOf(iq.From) is { } nick)
        {
            turn.Reply(iq.ToResult(new Element("query", ForeignNamespaces.Register,
                new Element("registered", ForeignNamespaces.Register), new Element("username", ForeignNamespaces.Register, nick))));
            return;
        }
        turn.Reply(iq.ToResult(new Element("query", ForeignNamespaces.Register, DataForm.Build(DataFormType.Form, MucNamespaces.RegisterForm)
            .Text(NickVar, label: "Nickname", required: turn.Context.Options.Behavior == RoomBehavior.Current).ToElement())));
    }

    internal static void Decide(RoomTurn turn, Iq iq, Element query)
    {
        if (query.Child("remove") is not null) Withdraw(turn, iq);
        else if (Refusal(turn, iq) is { } refusal) turn.Refuse(iq, refusal);
        else if (!DataForm.TryParse(query.Child("x", DataForm.Namespace), out var form)) turn.Refuse(iq, StanzaError.BadRequest("There is no form."));
        else if (form.Type == DataFormType.Cancel) turn.Reply(iq.ToResult());
        else if (form.Type != DataFormType.Submit || form.FormType is not (null or MucNamespaces.RegisterForm))
            turn.Refuse(iq, StanzaError.BadRequest("The form is not the one for registering."));
        else Submit(turn, iq, form);
    }

    private static StanzaError? Refusal(RoomTurn turn, Iq iq)
    {
        var affiliation = turn.AffiliationOf(iq.From);
        if (affiliation == Affiliation.Outcast) return StanzaError.Forbidden();
        return affiliation == Affiliation.None && turn.Room.Config.Registration == Registration.Closed
            ? StanzaError.RegistrationRequired("Members are appointed here.")
            : null;
    }

    private static void Submit(RoomTurn turn, Iq iq, DataForm form)
    {
        var account = iq.From.Bare;
        var room = turn.Room;
        var nick = form.GetValue(NickVar) is { Length: > 0 } wanted && room.Room.TryWithResource(wanted, out var jid) ? turn.PrepareNick(jid.Resource) : null;
        if (nick is null || nick.Length > turn.Context.Options.MaxNickLength)
        {
            turn.Refuse(iq, StanzaError.BadRequest($"{NickVar}: a nickname is needed."));
            return;
        }
        if (Joining.IsTaken(room, nick, account))
        {
            turn.Refuse(iq, StanzaError.Conflict("The nickname is another's."));
            return;
        }
        var affiliation = room.AffiliationOf(account);
        if (affiliation == Affiliation.None && (!Affiliating.HasSpace(turn) || room.PendingRegistrations.Count >= RoomState.PendingCapacity))
        {
            turn.Refuse(iq, StanzaError.ResourceConstraint());
            return;
        }
        if (affiliation == Affiliation.None && room.Config.Registration == Registration.Approval)
        {
            turn.Reply(iq.ToResult());
            turn.Emit(new RegistrationRequested(account, nick));
            return;
        }
        Affiliating.Set(turn, account, affiliation == Affiliation.None ? Affiliation.Member : affiliation, nick, null, null, notify: false);
        turn.Reply(iq.ToResult());
    }

    /// <summary>A member is none any more; admins and owners only lose the nickname.</summary>
    private static void Withdraw(RoomTurn turn, Iq iq)
    {
        var account = iq.From.Bare;
        var affiliation = turn.Room.AffiliationOf(account);
        if (affiliation == Affiliation.Outcast)
        {
            turn.Refuse(iq, StanzaError.Forbidden());
            return;
        }
        if (affiliation == Affiliation.None)
        {
            if (turn.Room.PendingRegistrations.ContainsKey(account)) turn.Emit(new RegistrationRefused(account, null));
            else
            {
                turn.Refuse(iq, StanzaError.RegistrationRequired("You are not registered."));
                return;
            }
        }
        else Affiliating.Set(turn, account, affiliation == Affiliation.Member ? Affiliation.None : affiliation, null, null, null, notify: false);
        turn.Reply(iq.ToResult());
        Existence.EndIfEmpty(turn);
    }
}
