namespace Couplet.Protocol.Stanzas;

/// <summary>The stream error conditions of RFC 6120 §4.9.3.</summary>
public enum StreamErrorCondition
{
    /// <summary>§4.9.3.1: XML that cannot be processed.</summary>
    BadFormat,
    /// <summary>§4.9.3.2: a prefix is missing or not the one negotiated.</summary>
    BadNamespacePrefix,
    /// <summary>§4.9.3.3: another stream of the same entity took its place.</summary>
    Conflict,
    /// <summary>§4.9.3.4: the other side was silent too long.</summary>
    ConnectionTimeout,
    /// <summary>§4.9.3.5: the domain is no longer served here.</summary>
    HostGone,
    /// <summary>§4.9.3.6: the domain is not served here.</summary>
    HostUnknown,
    /// <summary>§4.9.3.7: a stanza between servers lacks its address.</summary>
    ImproperAddressing,
    /// <summary>§4.9.3.8: the server failed.</summary>
    InternalServerError,
    /// <summary>§4.9.3.9: a forged or unauthorised <c>from</c>.</summary>
    InvalidFrom,
    /// <summary>§4.9.3.10: a wrong namespace for the stream or its content.</summary>
    InvalidNamespace,
    /// <summary>§4.9.3.11: XML that fails validation.</summary>
    InvalidXml,
    /// <summary>§4.9.3.12: data before authentication.</summary>
    NotAuthorized,
    /// <summary>§4.9.3.13: XML that is not well-formed.</summary>
    NotWellFormed,
    /// <summary>§4.9.3.14: a local policy was violated (a limit, most often).</summary>
    PolicyViolation,
    /// <summary>§4.9.3.15: another server needed for authentication cannot be reached.</summary>
    RemoteConnectionFailed,
    /// <summary>§4.9.3.16: the stream was reset (new features, key expiry).</summary>
    Reset,
    /// <summary>§4.9.3.17: no resources left.</summary>
    ResourceConstraint,
    /// <summary>§4.9.3.18: XML features that XMPP forbids.</summary>
    RestrictedXml,
    /// <summary>§4.9.3.19: use another host.</summary>
    SeeOtherHost,
    /// <summary>§4.9.3.20: the server shuts down.</summary>
    SystemShutdown,
    /// <summary>§4.9.3.21: anything else.</summary>
    UndefinedCondition,
    /// <summary>§4.9.3.22: not UTF-8.</summary>
    UnsupportedEncoding,
    /// <summary>§4.9.3.23: a mandatory feature was not negotiated.</summary>
    UnsupportedFeature,
    /// <summary>§4.9.3.24: a first-level child that is no stanza.</summary>
    UnsupportedStanzaType,
    /// <summary>§4.9.3.25: a version of XMPP that is not spoken here.</summary>
    UnsupportedVersion,
}
