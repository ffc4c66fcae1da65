using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.PubSub;

/// <summary>A request together with what it is decided on.</summary>
/// <param name="State">The nodes as they are.</param>
/// <param name="Request">What is asked.</param>
/// <param name="Context">The world outside.</param>
/// <param name="Action">The child of the <c>pubsub</c> element that says what is to be done.</param>
internal sealed record PubSubCall(PubSubState State, PubSubRequest Request, PubSubContext Context, Element Action)
{
    internal Jid From => Request.From;

    /// <summary>The node's name in the request; null where there is none or an empty one.</summary>
    internal string? NodeName => Action["node"] is { Length: > 0 } name ? name : null;

    internal PubSubOutcome Refuse(StanzaError error) => PubSubOutcome.Refuse(State, error);

    internal PubSubOutcome Answer(params ReadOnlySpan<object?> content) => PubSubOutcome.Answer(State, Wrap(content));

    /// <summary>The <c>pubsub</c> element of an answer.</summary>
    internal Element Wrap(params ReadOnlySpan<object?> content) => new("pubsub", Request.Payload.Namespace, content);

    /// <summary>Finds the node that is named, or says what is wrong.</summary>
    internal StanzaError? Find(out PubSubNode node)
    {
        node = null!;
        if (NodeName is not { } name) return PubSubErrors.NodeIdRequired();
        if (State.Find(name) is not { } found) return StanzaError.ItemNotFound();
        node = found;
        return null;
    }

    /// <summary>Finds the node that is named if the sender owns it, or says what is wrong.</summary>
    internal StanzaError? FindOwned(out PubSubNode node) => Find(out node) ?? (NodeAccess.IsOwner(node, From) ? null : StanzaError.Forbidden());

    /// <summary>The outcome where a node changed apart from its items, with an empty answer.</summary>
    internal PubSubOutcome Changed(PubSubNode node, ImmutableArray<Notification> before = default, Element? reply = null)
        => new(State.With(node)) { Writes = [NodeDocuments.Write(Context.Service, node)], Before = before.IsDefault ? [] : before, Reply = reply };

    /// <summary>The documents of items that are no longer kept.</summary>
    internal IEnumerable<DocumentWrite> Removals(string node, IEnumerable<PubSubItem> items) => items.Select(i => NodeDocuments.Remove(Context.Service, node, i));
}
