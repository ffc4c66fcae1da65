namespace Couplet.Server.Storage.Sql;

/// <summary>A database with the table of events. Where the databases speak differently, it says how.</summary>
internal interface IArchiveTables
{
    /// <summary>What the columns of <see cref="RowsAsync"/> are, of a table <c>e</c>.</summary>
    const string Columns =
        "e.sequence, e.type, e.version, e.time, e.command_id, e.archive_id, e.with_jid, e.with_resource, e.origin_id, e.bytes, e.payload";

    /// <summary>The events as <c>e</c>, by number.</summary>
    string BySequence { get; }

    /// <summary>The events as <c>e</c>, by JID.</summary>
    string ByWith { get; }

    /// <summary>The events as <c>e</c>, by time.</summary>
    string ByTime { get; }

    /// <summary>The events as <c>e</c>, found by their words.</summary>
    string ByWords { get; }

    /// <summary>
    /// Whether the number of messages with the words has to be known before they are read, because few are found by another way than many.
    /// </summary>
    bool CountsWordsFirst { get; }

    /// <summary>Where the words alone are counted, without looking at the events; null where there is no such place.</summary>
    string? WordsAlone { get; }

    /// <summary>The condition that compares with the words; the parameter follows.</summary>
    string WordsCondition { get; }

    /// <summary>What puts events found by their words in the order of the log.</summary>
    string WordsOrder { get; }

    /// <summary>The parameter of <see cref="WordsCondition"/>.</summary>
    object WordsParameter(long stream, IReadOnlyCollection<string> words);

    /// <summary>The number of the event with this archive id.</summary>
    ValueTask<ArchivePosition?> FindAsync(long stream, string id, CancellationToken cancellation);

    /// <summary>The number in the first column of the first row.</summary>
    ValueTask<long?> NumberAsync(SqlText sql, CancellationToken cancellation);

    /// <summary>All rows, as events.</summary>
    ValueTask<List<LogEvent>> RowsAsync(StreamId stream, SqlText sql, CancellationToken cancellation);
}

/// <summary>Where an event is.</summary>
/// <param name="Sequence">Its number in the stream.</param>
/// <param name="Row">Its row, which grows with the number.</param>
internal readonly record struct ArchivePosition(long Sequence, long Row);
