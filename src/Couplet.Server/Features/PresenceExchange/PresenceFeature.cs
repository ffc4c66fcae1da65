using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Roster;
using Couplet.Server.Features.Subscriptions;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.PresenceExchange;

/// <summary>RFC 6121 §4: presence goes to those who are subscribed, and to the account's own resources.</summary>
internal sealed class PresenceFeature : IFeature, IAccountExtension
{
    public string Specification => "RFC-6121";

    public StanzaKinds Concerns => StanzaKinds.Presences;

    public void Register(FeatureRegistry registry) => registry.Extend(this);

    public async ValueTask PresenceAsync(Account account, ClientSession session, Presence presence)
    {
        var isAvailable = presence.Type == PresenceType.Available;
        if (!isAvailable && !session.IsAvailable) return; // nobody knows of it (§4.5.2)
        var roster = await RosterList.OfAsync(account).ConfigureAwait(false);
        ToOwn(account, session, presence);
        foreach (var item in roster.Items)
            if (item.SeesPresence && !account.BlockList.Contains(item.Jid)) account.Send(presence.WithAddresses(session.Jid, item.Jid));
        if (isAvailable && !session.IsAvailable) Initial(account, session, roster);
    }

    /// <summary>RFC 6121 §4.6.3: a contact, or own resource, who hears of each broadcast is not told of the end a second time.</summary>
    public async ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza)
    {
        if (stanza is Presence { Type: PresenceType.Available } && session.IsAvailable
            && (stanza.To.Bare == account.Jid || (await RosterList.OfAsync(account).ConfigureAwait(false)).Find(stanza.To)?.SeesPresence == true)) session.ForgetPresenceAt(stanza.To);
        return stanza;
    }

    public async ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
    {
        if (stanza is not Presence { Type: PresenceType.Probe } probe) return stanza;
        var contact = probe.From.Bare;
        var item = (await RosterList.OfAsync(account).ConfigureAwait(false)).Find(contact);
        if (contact == account.Jid || item?.SeesPresence == true) Answer(account, probe);
        // §4.3.2: a stranger is told that it is not subscribed; one who has asked and waits for the answer is told nothing.
        else if (item?.State.HasFlag(SubscriptionState.PendingIn) != true) SubscriptionRouting.Send(account, contact, PresenceType.Unsubscribed);
        return null;
    }

    public async ValueTask RestoredAsync(Account account, ClientSession session)
        => RestoredPresence.Mend(account, (StreamSession)session, await RosterList.OfAsync(account).ConfigureAwait(false));

    /// <summary>§4.2.2: to all available resources, the one that sent it included.</summary>
    private static void ToOwn(Account account, ClientSession sender, Presence presence)
    {
        var encoded = EncodedStanza.Of(presence);
        foreach (var session in account.Sessions)
            if (session.IsAvailable || session == sender) session.Deliver(encoded, session == sender ? session.Jid : account.Jid);
    }

    private static void Initial(Account account, ClientSession session, RosterList roster)
    {
        foreach (var item in roster.Items)
            if (item.ShowsPresence && !account.BlockList.Contains(item.Jid))
                account.Send(new Presence(new StanzaHeader(session.Jid, item.Jid), PresenceType.Probe));
        foreach (var other in account.Sessions)
            if (other != session && other.Presence is { } presence) session.Deliver(EncodedStanza.Of(presence), session.Jid);
    }

    private static void Answer(Account account, Presence probe)
    {
        if (probe.To.IsFull)
        {
            if (account.FindSession(probe.To.Resource)?.Presence is { } presence) account.Send(presence.WithAddresses(probe.To, probe.From));
            else SendUnavailable(account, probe.To, probe.From);
        }
        else if (!SubscriptionRouting.SendAvailable(account, probe.From)) SendUnavailable(account, account.Jid, probe.From);
    }

    private static void SendUnavailable(Account account, Jid from, Jid to)
        => account.Send(new Presence(new StanzaHeader(from, to), PresenceType.Unavailable));
}
