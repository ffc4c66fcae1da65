namespace Couplet.Server.Features.AccountArchive;

/// <summary>
/// The message that the account is sending at this moment. Its id in the account's archive is not for the addressee, but for the copies to the
/// account's other resources (XEP-0313 §3.1).
/// </summary>
internal sealed class SentMessage
{
    /// <summary>Null where the message is not archived.</summary>
    internal string? ArchiveId { get; set; }
}
