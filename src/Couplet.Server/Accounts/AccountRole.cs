namespace Couplet.Server.Accounts;

/// <summary>What an account may do at the service as a whole. The names are stored and may not change.</summary>
public enum AccountRole
{
    /// <summary>Everything that accounts may do.</summary>
    Member,
    /// <summary>More: it runs the service.</summary>
    Admin,
    /// <summary>Less: it visits. It makes no rooms, invites nobody and uploads nothing.</summary>
    Guest,
}
