using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Roster;
using Couplet.Server.Routing;

namespace Couplet.Server.Features.Subscriptions;

/// <summary>Sends what a change of a subscription calls for: subscription stanzas between bare JIDs, and presence of the account's resources.</summary>
internal static class SubscriptionRouting
{
    /// <summary>A subscription stanza that the server sends by itself.</summary>
    internal static void Send(Account account, Jid contact, PresenceType type)
        => account.Send(new Presence(new StanzaHeader(account.Jid, contact), type));

    /// <summary>Gives up all subscriptions with a contact, as when it is removed from the roster (RFC 6121 §2.5.2).</summary>
    internal static void Cancel(Account account, RosterItem item)
    {
        if (item.State.HasFlag(SubscriptionState.From)) SendUnavailable(account, item.Jid);
        if ((item.State & (SubscriptionState.From | SubscriptionState.PendingIn)) != 0) Send(account, item.Jid, PresenceType.Unsubscribed);
        if ((item.State & (SubscriptionState.To | SubscriptionState.PendingOut)) != 0) Send(account, item.Jid, PresenceType.Unsubscribe);
    }

    /// <summary>The last presence of each available resource.</summary>
    /// <returns>Whether there was any.</returns>
    internal static bool SendAvailable(Account account, Jid to)
    {
        var any = false;
        foreach (var session in account.Sessions)
        {
            if (session.Presence is not { } presence) continue;
            account.Send(presence.WithAddresses(session.Jid, to));
            any = true;
        }
        return any;
    }

    /// <summary>Unavailable presence of each available resource.</summary>
    internal static void SendUnavailable(Account account, Jid to)
    {
        foreach (var session in account.Sessions)
            if (session.IsAvailable) account.Send(new Presence(new StanzaHeader(session.Jid, to), PresenceType.Unavailable));
    }

    /// <summary>Delivers to the resources that have asked for the roster (§3.1.6), or, a request, to all that are available (§3.1.3).</summary>
    internal static void Deliver(Account account, Presence presence)
    {
        var encoded = EncodedStanza.Of(presence);
        foreach (var session in account.Sessions)
            if (presence.Type == PresenceType.Subscribe ? session.IsAvailable : session.IsInterested) session.Deliver(encoded, presence.To);
    }
}
