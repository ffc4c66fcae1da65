namespace Couplet.Server.Features;

/// <summary>Whom an iq is addressed to, or whose service discovery is meant.</summary>
[Flags]
public enum DiscoTarget
{
    /// <summary>Nobody.</summary>
    None = 0,
    /// <summary>The server's own domain.</summary>
    Server = 1,
    /// <summary>A bare JID of an account, or no <c>to</c> at all.</summary>
    Account = 2,
}
