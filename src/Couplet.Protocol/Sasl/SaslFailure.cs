namespace Couplet.Protocol.Sasl;

/// <summary>Why an authentication failed (RFC 6120 §6.5).</summary>
public enum SaslFailure
{
    /// <summary>§6.5.1: the client gave up.</summary>
    Aborted,
    /// <summary>§6.5.2: the account is switched off.</summary>
    AccountDisabled,
    /// <summary>§6.5.3: the credentials have expired.</summary>
    CredentialsExpired,
    /// <summary>§6.5.4: the mechanism needs encryption first.</summary>
    EncryptionRequired,
    /// <summary>§6.5.5: data that is not base64.</summary>
    IncorrectEncoding,
    /// <summary>§6.5.6: the authorisation identity is malformed or not granted.</summary>
    InvalidAuthzid,
    /// <summary>§6.5.7: no such mechanism here.</summary>
    InvalidMechanism,
    /// <summary>§6.5.8: data that breaks the mechanism's rules.</summary>
    MalformedRequest,
    /// <summary>§6.5.9: the mechanism is too weak for this user.</summary>
    MechanismTooWeak,
    /// <summary>§6.5.10: wrong credentials, or unknown user: nobody can tell which.</summary>
    NotAuthorized,
    /// <summary>§6.5.11: try again later.</summary>
    TemporaryAuthFailure,
}
