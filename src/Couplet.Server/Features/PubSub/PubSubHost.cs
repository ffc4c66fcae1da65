using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Disco;
using Couplet.Server.Routing;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.PubSub;

/// <summary>The service as an entity: it fetches what the engine must know, commits what it decided, and sends what follows.</summary>
internal sealed class PubSubHost(Jid jid, CoupletServer server, ILogger<PubSubHost> logger) : Entity(logger), IStanzaHost
{
    /// <inheritdoc/>
    protected internal override string Kind => "pubsub";

    private readonly PubSubLimits _limits = PubSubFeature.Limits(server.Options.PubSub);
    private PubSubState? _state;

    public string Domain => jid.Domain;

    public void Post(Stanza stanza, Handled handled) => Post(new Work(stanza, handled));

    /// <summary>Publishes what the server itself has to say, at a node that nobody else writes to. Before the server listens.</summary>
    internal async ValueTask PublishOwnAsync(string node, string id, Element payload, CancellationToken cancellation)
    {
        var state = await StateAsync().ConfigureAwait(false);
        var found = state.Find(node);
        var own = (found?.Creator == jid ? found : null)
            ?? new PubSubNode(node, jid, server.Time.GetUtcNow(), NodeConfiguration.ServiceDefault with { MaxItems = 1 }).With(jid, Affiliation.Owner)
                with { Subscriptions = found?.Subscriptions ?? ImmutableSortedDictionary.Create<string, Subscription>(StringComparer.Ordinal) };
        if (own == found && own.FindItem(id)?.Payload?.ToString() == payload.ToString()) return;
        var item = new PubSubItem(id, payload, jid, server.Time.GetUtcNow(), 1);
        await server.Storage.Documents.WriteAsync(
            ((IEnumerable<PubSubItem>)(found?.Items ?? [])).Where(i => i.Id != id).Select(i => NodeDocuments.Remove(jid, node, i))
                .Append(NodeDocuments.Write(jid, own)).Append(NodeDocuments.Write(jid, node, item)).ToArray(), cancellation).ConfigureAwait(false);
        _state = state.With(own with { Items = [item] });
    }

    protected override async ValueTask HandleAsync(Work work)
    {
        if (work.Signal is PublisherGone gone)
        {
            await PurgeAsync(gone.Publisher).ConfigureAwait(false);
            return;
        }
        switch (work.Stanza)
        {
            case Iq { IsRequest: true } iq:
                await AnswerAsync(iq).ConfigureAwait(false);
                break;
            case Message { IsError: false } message when message.To.IsDomain && Approval.Find(message) is { } answer:
                var state = await StateAsync().ConfigureAwait(false);
                var context = await Surroundings.OfServiceAsync(server, jid, state, Approval.NodeOf(answer), message.From, _limits).ConfigureAwait(false);
                await CommitAsync(Approval.Decide(state, message.From, answer, context), message).ConfigureAwait(false);
                break;
            case Message message:
                server.Router.Bounce(message, StanzaError.ServiceUnavailable());
                break;
        }
    }

    protected override void Failed(in Work work, Exception exception)
    {
        PubSubLog.Failed(Logger, work.Stanza?.Name ?? "signal", exception);
        if (work.Stanza is not null) server.Router.Bounce(work.Stanza, StanzaError.InternalServerError());
    }

    private async ValueTask AnswerAsync(Iq iq)
    {
        var payload = iq.FirstChild;
        if (!iq.To.IsDomain)
        {
            server.Router.Bounce(iq, StanzaError.ItemNotFound());
        }
        else if (payload is null || iq.Elements().Skip(1).Any())
        {
            server.Router.Bounce(iq, StanzaError.BadRequest("An iq request has exactly one child element."));
        }
        else if (payload.Is("command", AdHocCommands.AdHocCommandsFeature.Namespace))
        {
            var request = new PubSubRequest(iq.From, iq.Type == IqType.Set, payload);
            var state = await StateAsync().ConfigureAwait(false);
            var context = await Surroundings.OfServiceAsync(server, jid, state, "", iq.From, _limits).ConfigureAwait(false);
            await CommitAsync(PendingRequests.Decide(state, request, context), iq).ConfigureAwait(false);
        }
        else if (payload.Name == "pubsub" && payload.Namespace is PubSubNamespaces.Main or PubSubNamespaces.Owner)
        {
            var request = new PubSubRequest(iq.From, iq.Type == IqType.Set, payload);
            var state = await StateAsync().ConfigureAwait(false);
            var context = await Surroundings.OfServiceAsync(server, jid, state, PubSubEngine.NodeOf(request), iq.From, _limits).ConfigureAwait(false);
            await CommitAsync(PubSubEngine.Decide(state, request, context), iq).ConfigureAwait(false);
        }
        else
        {
            await DiscoverAsync(iq, payload).ConfigureAwait(false);
        }
    }

    /// <summary>An account has no available resource any more.</summary>
    internal void Gone(Jid publisher) => Post(new Work(null, Signal: new PublisherGone(publisher)));

    private async ValueTask PurgeAsync(Jid publisher)
    {
        // It may have come back before its turn came.
        if (!Surroundings.IsUnavailable(server, publisher)) return;
        foreach (var node in OfflinePurge.Nodes(await StateAsync().ConfigureAwait(false), publisher))
        {
            var state = await StateAsync().ConfigureAwait(false);
            var context = await Surroundings.OfServiceAsync(server, jid, state, node, publisher, _limits).ConfigureAwait(false);
            var outcome = OfflinePurge.Decide(state, node, publisher, context);
            if (!outcome.Writes.IsEmpty) await server.Storage.Documents.WriteAsync(outcome.Writes.AsMemory()).ConfigureAwait(false);
            _state = outcome.State;
            Send(outcome.Before);
        }
    }

    private async ValueTask CommitAsync(PubSubOutcome outcome, Stanza request)
    {
        if (outcome.Error is { } error)
        {
            server.Router.Bounce(request, error);
            return;
        }
        if (!outcome.Writes.IsEmpty) await server.Storage.Documents.WriteAsync(outcome.Writes.AsMemory()).ConfigureAwait(false);
        _state = outcome.State;
        Send(outcome.Before);
        if (request is Iq iq) server.Router.Route(outcome.Reply is { } reply ? iq.ToResult(reply) : iq.ToResult());
        Send(outcome.After);
    }

    private void Send(IEnumerable<Notification> notifications)
    {
        foreach (var notification in notifications)
        {
            _ = notification.Message.Payload; // encoded once, shared by all copies
            foreach (var to in notification.To) server.Router.Route(notification.Message.WithAddresses(jid, to));
        }
    }

    private async ValueTask DiscoverAsync(Iq iq, Element query)
    {
        if (iq.Type == IqType.Get && query.Is("ping", Ping.PingFeature.Namespace))
        {
            server.Router.Route(iq.ToResult());
            return;
        }
        var isInfo = query.Is("query", FeatureRegistry.DiscoInfoNamespace);
        if (iq.Type != IqType.Get || !(isInfo || query.Is("query", DiscoFeature.ItemsNamespace)))
        {
            server.Router.Bounce(iq, StanzaError.ServiceUnavailable());
            return;
        }
        var node = query["node"];
        var state = await StateAsync().ConfigureAwait(false);
        var context = await Surroundings.OfServiceAsync(server, jid, state, node, iq.From, _limits).ConfigureAwait(false);
        var content = isInfo
            ? node is null ? Description() : NodeDiscovery.Describe(state, node, iq.From, context)
            : node is null ? NodeDiscovery.Nodes(state, iq.From, context) : NodeDiscovery.Items(state, node, iq.From, context);
        if (content is null) server.Router.Bounce(iq, StanzaError.ItemNotFound());
        else server.Router.Route(iq.ToResult(new Element("query", query.Namespace, node is null ? null : new XmlAttr("node", node), content)));
    }

    private static IEnumerable<Element> Description() =>
    [
        new("identity", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("category", "pubsub"), new XmlAttr("type", "service"), new XmlAttr("name", "Couplet")),
        NodeDiscovery.Feature(FeatureRegistry.DiscoInfoNamespace),
        NodeDiscovery.Feature(DiscoFeature.ItemsNamespace),
        NodeDiscovery.Feature(AdHocCommands.AdHocCommandsFeature.Namespace),
        NodeDiscovery.Feature(Ping.PingFeature.Namespace),
        .. PubSubFeatureNames.Service.Select(NodeDiscovery.Feature),
    ];

    private sealed record PublisherGone(Jid Publisher);

    private async ValueTask<PubSubState> StateAsync()
        => _state ??= await NodeDocuments.LoadAsync(server.Storage.Documents, jid).ConfigureAwait(false);
}
