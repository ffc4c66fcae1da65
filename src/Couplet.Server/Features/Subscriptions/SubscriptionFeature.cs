using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Roster;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.Subscriptions;

/// <summary>RFC 6121 §3: who may see whose presence.</summary>
internal sealed class SubscriptionFeature : IFeature, IAccountExtension
{
    internal const string PreApprovalNamespace = "urn:xmpp:features:pre-approval";

    /// <summary>A request is kept until the owner answers it; a larger one is kept without its content, in bytes.</summary>
    private const int MaxRequest = 4_096;

    public string Specification => "RFC-6121";

    public StanzaKinds Concerns => StanzaKinds.Presences;

    public void Register(FeatureRegistry registry)
    {
        registry.Stream(new StreamFeature(StreamPhase.Authenticated, static () => new Element("sub", PreApprovalNamespace)));
        registry.Extend(this);
    }

    public async ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza)
    {
        if (stanza is not Presence presence) return stanza;
        var contact = presence.To.Bare;
        // Servers probe (§4.3.1). A client that does, without a subscription, could tell by the silence which of its requests wait for somebody.
        if (presence.Type == PresenceType.Probe && contact != account.Jid)
            return (await RosterList.OfAsync(account).ConfigureAwait(false)).Find(contact)?.ShowsPresence == true ? stanza : null;
        if (!IsSubscription(presence.Type)) return stanza;
        if (contact == account.Jid) return null; // one always sees one's own presence
        var roster = await RosterList.OfAsync(account).ConfigureAwait(false);
        var before = roster.Find(contact) ?? new RosterItem(contact);
        var step = SubscriptionTable.Outbound(before.State, presence.Type);
        var after = Answered(before with { State = step.Next }, presence.Type);
        if (!before.IsListed && after.IsListed && roster.Items.Count >= RosterFeature.MaxItems)
        {
            account.SendTo(session, presence.ToError(StanzaError.ResourceConstraint("The roster is full.")));
            return null;
        }
        if (after != before) await roster.SaveAsync(account, after).ConfigureAwait(false);
        if (before.SeesPresence && !after.SeesPresence) SubscriptionRouting.SendUnavailable(account, contact); // before the subscription ends (§3.2.2)
        if (step.Passes) account.Send(presence.WithAddresses(account.Jid, contact));
        if (after != before) RosterPush.Send(account, roster, after);
        if (!before.SeesPresence && after.SeesPresence) SubscriptionRouting.SendAvailable(account, contact);
        return null;
    }

    public async ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza)
    {
        if (stanza is not Presence presence || !IsSubscription(presence.Type)) return stanza;
        var contact = presence.From.Bare;
        if (contact == account.Jid) return null;
        var roster = await RosterList.OfAsync(account).ConfigureAwait(false);
        var before = roster.Find(contact) ?? new RosterItem(contact);
        var step = SubscriptionTable.Inbound(before.State, presence.Type);
        presence = (Presence)presence.WithAddresses(contact, account.Jid);
        if (presence.Type == PresenceType.Subscribe)
        {
            await RequestedAsync(account, roster, before, step, presence).ConfigureAwait(false);
            return null;
        }
        var after = before with { State = step.Next, Request = step.Next.HasFlag(SubscriptionState.PendingIn) ? before.Request : null };
        if (after == before) return null;
        await roster.SaveAsync(account, after).ConfigureAwait(false);
        if (step.Passes) SubscriptionRouting.Deliver(account, presence);
        if (Shows(before) != Shows(after)) RosterPush.Send(account, roster, after);
        if (before.SeesPresence && !after.SeesPresence) SubscriptionRouting.SendUnavailable(account, contact);
        return null;
    }

    /// <summary>Requests that nobody has answered come with each initial presence (§3.1.3).</summary>
    public async ValueTask PresenceAsync(Account account, ClientSession session, Presence presence)
    {
        if (session.IsAvailable || presence.Type != PresenceType.Available) return;
        foreach (var item in (await RosterList.OfAsync(account).ConfigureAwait(false)).Items)
        {
            if (item.Request is not { } request || account.BlockList.Contains(item.Jid)) continue;
            if (Stanza.TryRead(XmlFragment.ParseElement(request), out var stanza, out _) && stanza is not null)
                session.Deliver(EncodedStanza.Of(stanza), account.Jid);
        }
    }

    /// <summary>Contacts are told that the account is no longer theirs to see, nor they its.</summary>
    public async ValueTask DeletedAsync(Account account)
    {
        foreach (var item in (await RosterList.OfAsync(account).ConfigureAwait(false)).Items) SubscriptionRouting.Cancel(account, item);
    }

    private static async ValueTask RequestedAsync(Account account, RosterList roster, RosterItem before, SubscriptionStep step, Presence request)
    {
        if (before.SeesPresence)
        {
            SubscriptionRouting.Send(account, before.Jid, PresenceType.Subscribed); // it is granted already
            return;
        }
        if (!step.Passes) return;
        if (before.IsApproved)
        {
            var granted = before with { State = SubscriptionTable.Outbound(step.Next, PresenceType.Subscribed).Next };
            await roster.SaveAsync(account, granted).ConfigureAwait(false);
            SubscriptionRouting.Send(account, before.Jid, PresenceType.Subscribed);
            RosterPush.Send(account, roster, granted);
            SubscriptionRouting.SendAvailable(account, before.Jid);
            return;
        }
        if (before.IsVoid && roster.Items.Count >= RosterFeature.MaxItems) return;
        if (request.Payload.Length > MaxRequest) request = request.WithContent([]);
        await roster.SaveAsync(account, before with { State = step.Next, Request = request.ToString() }).ConfigureAwait(false);
        SubscriptionRouting.Deliver(account, request);
    }

    /// <summary>What the owner's own stanza changes besides the state.</summary>
    private static RosterItem Answered(RosterItem item, PresenceType type) => type switch
    {
        PresenceType.Subscribe => item with { IsListed = true },
        PresenceType.Subscribed => item with { IsListed = true, Request = null, IsApproved = item.IsApproved || !item.SeesPresence },
        PresenceType.Unsubscribed => item with { Request = null, IsApproved = false },
        _ => item,
    };

    /// <summary>The part of the state that the roster shows: a contact's request is not in it.</summary>
    private static SubscriptionState Shows(RosterItem item) => item.State & ~SubscriptionState.PendingIn;

    private static bool IsSubscription(PresenceType type)
        => type is PresenceType.Subscribe or PresenceType.Subscribed or PresenceType.Unsubscribe or PresenceType.Unsubscribed;
}
