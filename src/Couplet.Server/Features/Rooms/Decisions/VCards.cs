using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>The room's vCard (XEP-0054), and its avatar in it (XEP-0486): owners set it, everybody reads it.</summary>
internal static class VCards
{
    internal static void Answer(RoomTurn turn, Iq iq)
    {
        var affiliation = turn.AffiliationOf(iq.From);
        if (affiliation == Affiliation.Outcast) turn.Refuse(iq, StanzaError.Forbidden());
        else turn.Reply(iq.ToResult(new Element("vCard", ForeignNamespaces.VCard, turn.Room.VCard?.Content.Nodes)));
    }

    internal static void Decide(RoomTurn turn, Iq iq, Element vcard)
    {
        var content = StanzaPayload.Of(vcard.Nodes);
        if (turn.AffiliationOf(iq.From) != Affiliation.Owner) turn.Refuse(iq, StanzaError.Forbidden("Only owners set the vCard of a room."));
        else if (content.Xml.Length > turn.Context.Options.MaxVCardLength) turn.Refuse(iq, StanzaError.NotAcceptable("The vCard is too large."));
        else if (vcard.Elements("PHOTO").Any(p => p.Child("BINVAL") is not null && !RoomVCard.TryPicture(p, out _)))
            turn.Refuse(iq, StanzaError.NotAcceptable("A picture is not readable: it is to be in base64."));
        else
        {
            turn.Reply(iq.ToResult());
            if (!content.Equals(turn.Room.VCard?.Content ?? StanzaPayload.Empty)) turn.Emit(new VCardChanged(content));
        }
    }
}
