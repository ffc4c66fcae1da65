using Couplet.Protocol.Addressing;

namespace Couplet.Protocol.Stanzas;

/// <summary>The attributes common to all stanzas (RFC 6120 §8.1), <c>type</c> apart.</summary>
public readonly record struct StanzaHeader(Jid From, Jid To, string? Id = null, string? Lang = null);
