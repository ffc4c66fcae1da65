namespace Couplet.Server.Hosting;

/// <summary>Uploads of files (XEP-0363).</summary>
public sealed class UploadOptions
{
    /// <summary>Whether files can be uploaded, where there is a port for HTTP.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Largest file, in bytes.</summary>
    public long MaxBytes { get; set; } = 104_857_600;

    /// <summary>Bytes that one account may keep.</summary>
    public long QuotaBytes { get; set; } = 1_073_741_824;

    /// <summary>Bytes that one account may upload in a day.</summary>
    public long DailyBytes { get; set; } = 536_870_912;

    /// <summary>Bytes that all accounts together may keep.</summary>
    public long TotalBytes { get; set; } = 107_374_182_400;

    /// <summary>Days that files are kept; 0 for ever.</summary>
    public int RetentionDays { get; set; } = 30;
}
