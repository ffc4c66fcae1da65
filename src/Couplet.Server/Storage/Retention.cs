namespace Couplet.Server.Storage;

/// <summary>How long and how much of an archive is kept. What is not given does not bound it.</summary>
/// <param name="OlderThan">Messages of before this moment go.</param>
/// <param name="KeepBytes">The most bytes (<see cref="ArchiveEntry.Bytes"/>) that stay.</param>
/// <param name="KeepMessages">The most messages that stay.</param>
/// <param name="PassingType">
/// A type of events that no archive holds and no state needs, such as notices of typing: those before a message that goes, go with it.
/// </param>
public sealed record Retention(DateTimeOffset? OlderThan = null, long? KeepBytes = null, long? KeepMessages = null, string? PassingType = null);

/// <summary>What retention has taken out of a log.</summary>
/// <param name="Through">The number of the last event that it took, 0 for none. No event after it is missing.</param>
/// <param name="Events">How many it took.</param>
public readonly record struct TrimmedPart(long Through, long Events);
