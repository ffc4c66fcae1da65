using System.Security.Cryptography;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;

namespace Couplet.Server.Features.Roster;

/// <summary>Roster pushes (RFC 6121 §2.1.6): every resource that has asked for the roster hears of each change.</summary>
internal static class RosterPush
{
    /// <summary>Tells of an item as it is now.</summary>
    internal static void Send(Account account, RosterList roster, RosterItem item)
    {
        if (item.IsListed) Send(account, roster, item.ToElement());
    }

    /// <summary>Tells that an item is gone.</summary>
    internal static void SendRemoval(Account account, RosterList roster, RosterItem item)
        => Send(account, roster, new Element("item", RosterFeature.Namespace, new XmlAttr("jid", item.Jid.ToString()), new XmlAttr("subscription", "remove")));

    private static void Send(Account account, RosterList roster, Element item)
    {
        var query = new Element("query", RosterFeature.Namespace, new XmlAttr("ver", roster.Version), item);
        foreach (var session in account.Sessions)
        {
            if (!session.IsInterested) continue;
            // Without 'from', the client knows it is from its own account (§2.1.6).
            var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
            account.SendTo(session, new Iq(new StanzaHeader(default, session.Jid, id), IqType.Set, query));
        }
    }
}
