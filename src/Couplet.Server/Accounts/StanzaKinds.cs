namespace Couplet.Server.Accounts;

/// <summary>Kinds of stanzas (RFC 6120 §8.2).</summary>
[Flags]
public enum StanzaKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>message</c>.</summary>
    Messages = 1,

    /// <summary><c>presence</c>.</summary>
    Presences = 2,

    /// <summary><c>iq</c>.</summary>
    Iqs = 4,

    /// <summary>All of them.</summary>
    All = Messages | Presences | Iqs,
}
