using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.PubSub;

/// <summary>A request, of which the engine sees this much.</summary>
/// <param name="From">Who asks.</param>
/// <param name="IsSet">Whether it is a set.</param>
/// <param name="Payload">The <c>pubsub</c> element.</param>
internal sealed record PubSubRequest(Jid From, bool IsSet, Element Payload);

/// <summary>
/// What came of a request. In this order: <see cref="Writes"/> are committed, <see cref="State"/> becomes the state, <see cref="Before"/> is sent,
/// the request is answered, <see cref="After"/> is sent.
/// </summary>
internal sealed record PubSubOutcome(PubSubState State)
{
    internal StanzaError? Error { get; init; }
    internal Element? Reply { get; init; }
    internal ImmutableArray<DocumentWrite> Writes { get; init; } = [];
    internal ImmutableArray<Notification> Before { get; init; } = [];
    internal ImmutableArray<Notification> After { get; init; } = [];
    internal NodeChange? Change { get; init; }

    internal static PubSubOutcome Refuse(PubSubState state, StanzaError error) => new(state) { Error = error };

    internal static PubSubOutcome Answer(PubSubState state, Element? reply) => new(state) { Reply = reply };
}

/// <summary>A message to several addresses.</summary>
/// <param name="To">The addresses.</param>
/// <param name="Message">The message, without <c>to</c>.</param>
internal sealed record Notification(ImmutableArray<Jid> To, Message Message);

/// <summary>What happened to the items of a node.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Published">The item that is new, or null.</param>
/// <param name="After">The node as it is now; null when it is gone.</param>
internal sealed record NodeChange(string Node, PubSubItem? Published, PubSubNode? After);
