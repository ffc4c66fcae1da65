using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Archive;
using Couplet.Server.Net;
using Couplet.Server.Routing;

namespace Couplet.Server.Sessions;

/// <summary>What a session that is over did not get (XEP-0198 §4): messages go back to the account, requests to who asked.</summary>
internal static class Undelivered
{
    internal static void HandBack(StreamSession session)
    {
        var stamp = Stamp(session);
        foreach (var item in session.Management?.TakeUnacknowledged() ?? []) HandBack(session, item, stamp);
        foreach (var item in session.Outbound.TakeRest()) HandBack(session, item, stamp);
        if (session.Journaled is not { IsClosed: false } entry) return;
        // Behind all of it in the mailbox: then the next start need not do it.
        session.Account.Post(new Work(null, Signal: new AccountTask(_ =>
        {
            entry.Journal.Close(entry);
            return default;
        })));
    }

    /// <summary>Hands back one item.</summary>
    internal static void HandBack(StreamSession session, OutboundItem item) => HandBack(session, item, Stamp(session));

    private static Element Stamp(StreamSession session) => new("delay", ArchiveAnswer.DelayNamespace, new XmlAttr("from", session.Account.Jid.Domain),
        new XmlAttr("stamp", session.Account.Server.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)));

    private static void HandBack(StreamSession session, OutboundItem item, Element delay)
    {
        if (item.What is not EncodedStanza encoded) return;
        switch (encoded.Stanza)
        {
            case Message { Type: MessageType.Normal or MessageType.Chat } message when !message.From.IsEmpty:
                var again = message.Child("delay", ArchiveAnswer.DelayNamespace) is null ? message.WithContent(message.Content.Add(delay)) : message;
                session.Account.Post(new Work(again.WithAddresses(message.From, session.Account.Jid), Signal: Returned.Instance));
                break;
            case Iq { IsRequest: true } iq when !iq.From.IsEmpty && iq.From.Bare != session.Account.Jid:
                session.Account.Server.Router.Bounce(iq.WithAddresses(iq.From, item.To), StanzaError.RecipientUnavailable());
                break;
        }
    }
}

/// <summary>Goes with a message that a session has handed back: it has been through its account before.</summary>
internal sealed class Returned
{
    internal static Returned Instance { get; } = new();
}
