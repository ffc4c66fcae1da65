using Couplet.Protocol.Xml;

namespace Couplet.Server.Features;

/// <summary>A child of <c>stream:features</c> (RFC 6120 §4.3.2) that a feature adds.</summary>
/// <param name="Phase">When it is offered.</param>
/// <param name="Element">Made for each offer; null leaves it out.</param>
public sealed record StreamFeature(StreamPhase Phase, Func<Element?> Element)
{
    /// <summary>Whether it is no business of those who log in without a name: making an account, most often.</summary>
    public bool ForMembers { get; init; }
}

/// <summary>How far a stream's negotiation has come.</summary>
public enum StreamPhase
{
    /// <summary>Before SASL.</summary>
    Unauthenticated,
    /// <summary>After SASL, before a resource is bound.</summary>
    Authenticated,
}
