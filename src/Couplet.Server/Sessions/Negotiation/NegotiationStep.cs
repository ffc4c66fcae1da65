using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Sessions.Negotiation;

/// <summary>Something that a stream negotiates (RFC 6120 §4.3): says which state it needs and forbids, offers itself, and does it.</summary>
internal abstract class NegotiationStep
{
    /// <summary>What must have been achieved before.</summary>
    internal abstract StreamState Needs { get; }

    /// <summary>What must not have been achieved yet.</summary>
    internal abstract StreamState Forbids { get; }

    /// <summary>The children of <c>stream:features</c>.</summary>
    internal abstract IEnumerable<Element> Offer(ClientStream stream);

    /// <summary>Whether an element is this step's.</summary>
    internal abstract bool Knows(RawElement element);

    /// <summary>Does what the element asks for.</summary>
    internal abstract ValueTask TakeAsync(ClientStream stream, RawElement element);

    /// <summary>The element came in a state in which it must not.</summary>
    internal virtual void OutOfTurn(ClientStream stream, RawElement element)
        => throw new StreamErrorException(StreamErrorCondition.PolicyViolation, "This was negotiated already, or is not to be negotiated yet.");

    /// <summary>Whether it is this step's turn.</summary>
    internal bool IsDue(StreamState state) => (state & Needs) == Needs && (state & Forbids) == 0;
}
