using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Configuration and destruction (XEP-0045 §10.1, §10.2, §10.9).</summary>
internal static class OwnerQuery
{
    internal static void Decide(RoomTurn turn, Iq iq, Element query)
    {
        if (turn.AffiliationOf(iq.From) != Affiliation.Owner)
        {
            turn.Refuse(iq, StanzaError.Forbidden());
            return;
        }
        if (query.Child("destroy") is { } destroy) Destroy(turn, iq, destroy);
        else if (!DataForm.TryParse(query.Child("x", DataForm.Namespace), out var form))
            turn.Refuse(iq, StanzaError.BadRequest("There is neither a form nor a request to destroy the room."));
        else if (form.Type == DataFormType.Cancel) Cancel(turn, iq);
        else if (form.Type == DataFormType.Submit) Configuring.Decide(turn, iq, form);
        else turn.Refuse(iq, StanzaError.BadRequest("The form is not submitted."));
    }

    /// <summary>Cancelling the first configuration destroys the room; later it changes nothing.</summary>
    private static void Cancel(RoomTurn turn, Iq iq)
    {
        if (turn.Room.Locked) turn.Emit(new RoomDestroyed(null, default, null, false));
        turn.Reply(iq.ToResult());
    }

    private static void Destroy(RoomTurn turn, Iq iq, Element destroy)
    {
        Jid venue = default;
        if (destroy["jid"] is { Length: > 0 } text && !Jid.TryParse(text, out venue))
        {
            turn.Refuse(iq, StanzaError.JidMalformed("The alternate venue is no address."));
            return;
        }
        turn.Emit(new RoomDestroyed(destroy.Child("reason")?.Text, venue, destroy.Child("password")?.Text, turn.Room.Config.Persistent));
        turn.Reply(iq.ToResult());
    }
}
