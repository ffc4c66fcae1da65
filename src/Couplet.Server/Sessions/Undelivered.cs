using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Archive;
using Couplet.Server.Net;
using Couplet.Server.Routing;

namespace Couplet.Server.Sessions;

/// <summary>What a session that is over did not get (XEP-0198 §4): messages go back to the account, requests to who asked.</summary>
internal static class Undelivered
{
    internal static void HandBack(StreamSession session)
    {
        var stamp = new Element("delay", ArchiveAnswer.DelayNamespace, new XmlAttr("from", session.Account.Jid.Domain),
            new XmlAttr("stamp", session.Account.Server.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)));
        foreach (var item in session.Management?.TakeUnacknowledged() ?? []) HandBack(session, item, stamp);
        foreach (var item in session.Outbound.TakeRest()) HandBack(session, item, stamp);
    }

    private static void HandBack(StreamSession session, OutboundItem item, Element delay)
    {
        if (item.What is not EncodedStanza encoded) return;
        switch (encoded.Stanza)
        {
            case Message { Type: MessageType.Normal or MessageType.Chat } message when !message.From.IsEmpty:
                var again = message.Child("delay", ArchiveAnswer.DelayNamespace) is null ? message.WithContent(message.Content.Add(delay)) : message;
                session.Account.Post(new Work(again.WithAddresses(message.From, session.Account.Jid)));
                break;
            case Iq { IsRequest: true } iq when !iq.From.IsEmpty && iq.From.Bare != session.Account.Jid:
                session.Account.Server.Router.Bounce(iq.WithAddresses(iq.From, item.To), StanzaError.RecipientUnavailable());
                break;
        }
    }
}
