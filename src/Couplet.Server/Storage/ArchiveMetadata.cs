namespace Couplet.Server.Storage;

/// <summary>The ends of an archive (XEP-0313 §5).</summary>
/// <param name="FirstId">The id of the oldest message.</param>
/// <param name="FirstTime">Its time.</param>
/// <param name="LastId">The id of the newest message.</param>
/// <param name="LastTime">Its time.</param>
public sealed record ArchiveMetadata(string FirstId, DateTimeOffset FirstTime, string LastId, DateTimeOffset LastTime);
