namespace Couplet.Protocol.Stanzas;

/// <summary>The stanza error conditions of RFC 6120 §8.3.3.</summary>
public enum StanzaErrorCondition
{
    /// <summary>§8.3.3.1: XML that is malformed or cannot be processed.</summary>
    BadRequest,
    /// <summary>§8.3.3.2: a resource or session with that name exists.</summary>
    Conflict,
    /// <summary>§8.3.3.3: understood, but not implemented.</summary>
    FeatureNotImplemented,
    /// <summary>§8.3.3.4: not permitted to this entity.</summary>
    Forbidden,
    /// <summary>§8.3.3.5: can no longer be reached at this address.</summary>
    Gone,
    /// <summary>§8.3.3.6: the server failed.</summary>
    InternalServerError,
    /// <summary>§8.3.3.7: no such item.</summary>
    ItemNotFound,
    /// <summary>§8.3.3.8: an address that is not well-formed.</summary>
    JidMalformed,
    /// <summary>§8.3.3.9: does not meet the recipient's criteria.</summary>
    NotAcceptable,
    /// <summary>§8.3.3.10: permitted to nobody.</summary>
    NotAllowed,
    /// <summary>§8.3.3.11: credentials are needed.</summary>
    NotAuthorized,
    /// <summary>§8.3.3.12: against a local policy.</summary>
    PolicyViolation,
    /// <summary>§8.3.3.13: temporarily unavailable.</summary>
    RecipientUnavailable,
    /// <summary>§8.3.3.14: use another address.</summary>
    Redirect,
    /// <summary>§8.3.3.15: registration comes first.</summary>
    RegistrationRequired,
    /// <summary>§8.3.3.16: the domain does not exist or cannot be resolved.</summary>
    RemoteServerNotFound,
    /// <summary>§8.3.3.17: the domain did not answer in time.</summary>
    RemoteServerTimeout,
    /// <summary>§8.3.3.18: no resources left.</summary>
    ResourceConstraint,
    /// <summary>§8.3.3.19: the service is not provided here.</summary>
    ServiceUnavailable,
    /// <summary>§8.3.3.20: a subscription comes first.</summary>
    SubscriptionRequired,
    /// <summary>§8.3.3.21: something else; an application-specific condition says what.</summary>
    UndefinedCondition,
    /// <summary>§8.3.3.22: understood, but not expected now.</summary>
    UnexpectedRequest,
}
