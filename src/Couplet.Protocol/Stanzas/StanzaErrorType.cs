namespace Couplet.Protocol.Stanzas;

/// <summary>What the sender may do about an error (RFC 6120 §8.3.2).</summary>
public enum StanzaErrorType
{
    /// <summary>Retry after providing credentials.</summary>
    Auth,
    /// <summary>Do not retry.</summary>
    Cancel,
    /// <summary>A warning; processing goes on.</summary>
    Continue,
    /// <summary>Retry after changing the data.</summary>
    Modify,
    /// <summary>Retry after waiting.</summary>
    Wait,
}
