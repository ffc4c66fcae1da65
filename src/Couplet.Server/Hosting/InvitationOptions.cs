namespace Couplet.Server.Hosting;

/// <summary>Invitations (XEP-0401).</summary>
public sealed class InvitationOptions
{
    /// <summary>Who may invite people to make an account here.</summary>
    public InvitationCreators Create { get; set; } = InvitationCreators.Admins;

    /// <summary>How long an invitation is valid, in hours.</summary>
    public int Hours { get; set; } = 168;
}

/// <summary>Who may invite people to make an account.</summary>
public enum InvitationCreators
{
    /// <summary>Administrators.</summary>
    Admins,
    /// <summary>Everybody with an account here.</summary>
    Accounts,
    /// <summary>Nobody.</summary>
    Nobody,
}
