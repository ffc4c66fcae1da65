namespace Couplet.Server.Sessions;

/// <summary>What a stream's negotiation has achieved.</summary>
[Flags]
internal enum StreamState
{
    None = 0,
    /// <summary>Protected by TLS.</summary>
    Secure = 1,
    /// <summary>SASL has succeeded.</summary>
    Authenticated = 2,
    /// <summary>A resource is bound, or a session was resumed.</summary>
    Bound = 4,
}
