namespace Couplet.Server.Storage;

/// <summary>One thing that happened in a stream. Never changed once committed, save by <see cref="IMessageArchive.ReplaceAsync"/>.</summary>
public sealed record LogEvent
{
    /// <summary>The log it belongs to.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>Its place there: 1, 2, 3… without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>The stable name of its type: it outlives the program and may never change.</summary>
    public required string Type { get; init; }

    /// <summary>The version of the payload's layout, from 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>When it happened, kept to the microsecond, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What happened, in the layout that <see cref="Type"/> and <see cref="Version"/> name.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The id of the command that caused it, so that a command tried again can be recognised.</summary>
    public string? CommandId { get; init; }

    /// <summary>Set when the event is a message of the stream's archive (XEP-0313).</summary>
    public ArchiveEntry? Archive { get; init; }
}
