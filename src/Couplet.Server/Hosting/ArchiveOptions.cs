namespace Couplet.Server.Hosting;

/// <summary>The archives of the accounts (XEP-0313).</summary>
public sealed class ArchiveOptions
{
    /// <summary>Days that messages are kept; 0 for ever.</summary>
    public int RetentionDays { get; set; }

    /// <summary>Most messages that the archive of one account keeps; 0 for any number.</summary>
    public long KeepMessages { get; set; }

    /// <summary>Most bytes that the archive of one account keeps; 0 for any number.</summary>
    public long KeepBytes { get; set; }
}
