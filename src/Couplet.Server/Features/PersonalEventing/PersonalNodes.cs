using System.Collections.Frozen;
using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.PersonalEventing;

/// <summary>The nodes of accounts: requests go through the same engine as the service's. All methods are for the account's mailbox.</summary>
internal sealed class PersonalNodes(CoupletServer server)
{
    private readonly PubSubLimits _limits = PubSubFeature.Limits(server.Options.PubSub);
    private ImmutableArray<INodeObserver> _observers = [];

    /// <summary>Adds one who hears of changes. For the time before the server listens.</summary>
    internal void Observe(INodeObserver observer) => _observers = _observers.Add(observer);

    /// <summary>The nodes of an account as they are.</summary>
    internal async ValueTask<PubSubState> StateAsync(Account account)
    {
        var own = account.Feature<PersonalState>();
        return own.State ??= await NodeDocuments.LoadAsync(server.Storage.Documents, account.Jid).ConfigureAwait(false);
    }

    /// <summary>Decides a request, commits it and tells whom it concerns; the sender is not answered.</summary>
    /// <returns>The outcome; <see cref="PubSubOutcome.After"/> is still to be sent, after the answer.</returns>
    internal async ValueTask<PubSubOutcome> ExecuteAsync(Account account, PubSubRequest request)
    {
        var state = await StateAsync(account).ConfigureAwait(false);
        var context = await ContextAsync(account, state, PubSubEngine.NodeOf(request), request.From).ConfigureAwait(false);
        return await CommitAsync(account, PubSubEngine.Decide(state, request, context)).ConfigureAwait(false);
    }

    /// <summary>Makes a decided outcome real.</summary>
    internal async ValueTask<PubSubOutcome> CommitAsync(Account account, PubSubOutcome outcome)
    {
        if (outcome.Error is not null) return outcome;
        var writes = new List<DocumentWrite>(outcome.Writes);
        if (outcome.Change is { } change)
            foreach (var observer in _observers) writes.AddRange(await observer.WritesAsync(account, change, outcome.State).ConfigureAwait(false));
        if (writes.Count > 0) await server.Storage.Documents.WriteAsync(writes.ToArray()).ConfigureAwait(false);
        account.Feature<PersonalState>().State = outcome.State;
        Send(account, outcome.Before);
        if (outcome.Change is { } committed)
            foreach (var observer in _observers) await observer.ChangedAsync(account, committed).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Publishes in the account's own name. A node that is not there is made with <paramref name="options"/>.</summary>
    internal ValueTask<PubSubOutcome> PublishAsync(Account account, string node, string id, Element payload, Element? options = null)
        => ExecuteAsync(account, new PubSubRequest(account.Jid, true, new Element("pubsub", PubSubNamespaces.Main,
            new Element("publish", PubSubNamespaces.Main, new XmlAttr("node", node), new Element("item", PubSubNamespaces.Main, new XmlAttr("id", id), payload)),
            options is null ? null : new Element("publish-options", PubSubNamespaces.Main, options))));

    /// <summary>Retracts an item in the account's own name and tells of it.</summary>
    internal ValueTask<PubSubOutcome> RetractAsync(Account account, string node, string id)
        => ExecuteAsync(account, new PubSubRequest(account.Jid, true, new Element("pubsub", PubSubNamespaces.Main,
            new Element("retract", PubSubNamespaces.Main, new XmlAttr("node", node), new XmlAttr("notify", "1"),
                new Element("item", PubSubNamespaces.Main, new XmlAttr("id", id))))));

    /// <summary>A contact's rights have changed: subscriptions that it may no longer have are cancelled (XEP-0163 §6.1).</summary>
    internal async ValueTask ReviewAsync(Account account, Jid contact)
    {
        var state = await StateAsync(account).ConfigureAwait(false);
        if (state.Nodes.Values.All(n => !n.SubscriptionsOf(contact).Any())) return;
        await CommitAsync(account, AccessReview.Decide(state, contact, await ContextAsync(account, state, null, contact).ConfigureAwait(false))).ConfigureAwait(false);
    }

    /// <summary>What the engine must know, for a request about a node, or about all of them without a name.</summary>
    internal async ValueTask<PubSubContext> ContextAsync(Account account, PubSubState state, string? name, Jid from)
    {
        var interested = account.Feature<PersonalState>().Resources.Values.Where(r => name is not null && r.Nodes?.Contains(name) == true)
            .Select(r => new InterestedResource(r.Jid, r.Nodes!)).ToImmutableArray();
        IEnumerable<Jid> subscribers = name is null ? [] : state.Find(name)?.Subscriptions.Values.Select(s => s.Jid.Bare) ?? [];
        var relations = new Dictionary<(Jid, Jid), SubscriptionInfo>();
        foreach (var contact in subscribers.Concat(interested.Select(r => r.Jid.Bare)).Append(from.Bare).Distinct())
            relations[(account.Jid, contact)] = await server.Features.Roster.FindAsync(account, contact).ConfigureAwait(false);
        return new PubSubContext(account.Jid, server.Time.GetUtcNow(), _limits)
        {
            Relations = relations.ToFrozenDictionary(),
            Interested = interested,
            MayCreate = jid => jid.Bare == account.Jid,
            IsUnavailable = jid => jid.Bare == account.Jid || jid.Domain != account.Jid.Domain
                ? !account.Feature<PersonalState>().Resources.Keys.Any(r => jid.IsFull ? r == jid : r.Bare == jid)
                : Surroundings.IsUnavailable(server, jid),
            NewId = Surroundings.NewId,
        };
    }

    /// <summary>Sends notifications; to the account's own sessions at once, so that they are in order with the answer.</summary>
    internal static void Send(Account account, IEnumerable<Notification> notifications)
    {
        foreach (var notification in notifications)
        {
            _ = notification.Message.Payload; // encoded once, shared by all copies
            foreach (var to in notification.To)
            {
                var message = (Message)notification.Message.WithAddresses(account.Jid, to);
                if (to.Bare != account.Jid) account.Send(message);
                else if (to.IsBare) AccountIncoming.DeliverToAvailable(account, message);
                else if (account.FindSession(to.Resource) is { } session) account.SendTo(session, message);
            }
        }
    }
}
