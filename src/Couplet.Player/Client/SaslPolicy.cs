namespace Couplet.Player.Client;

/// <summary>With which SASL mechanisms (RFC 6120 §6) a client logs in.</summary>
public enum SaslPolicy
{
    /// <summary>SCRAM where the server offers it, then PLAIN.</summary>
    Auto,

    /// <summary>PLAIN alone (RFC 4616).</summary>
    Plain,

    /// <summary>SCRAM alone (RFC 5802), whichever hash the server offers.</summary>
    Scram,
}
