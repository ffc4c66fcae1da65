using Couplet.Server.Storage.Sql;
using NpgsqlTypes;

namespace Couplet.Server.Storage.Postgres;

/// <summary>The tables as PostgreSQL sees them; its planner finds the indexes itself.</summary>
internal sealed class PostgresArchiveTables(PostgresDatabase database) : IArchiveTables
{
    public string BySequence => "events e";

    public string ByWith => "events e";

    public string ByTime => "events e";

    public string ByWords => "events e";

    public bool CountsWordsFirst => true;

    public string? WordsAlone => null;

    public string WordsCondition => "e.search @@ ";

    public string WordsOrder => "e.sequence";

    public object WordsParameter(long stream, IReadOnlyCollection<string> words) => words.Aggregate(
        (NpgsqlTsQuery)new NpgsqlTsQueryLexeme(PostgresEventRows.SearchScope(stream)),
        (query, word) => new NpgsqlTsQueryAnd(query, new NpgsqlTsQueryLexeme(word)));

    public async ValueTask<ArchivePosition?> FindAsync(long stream, string id, CancellationToken cancellation)
    {
        var found = await database.QueryAsync(
            "SELECT sequence, id FROM events WHERE stream = $1 AND archive_id = $2", [stream, id],
            row => new ArchivePosition(row.GetInt64(0), row.GetInt64(1)), cancellation).ConfigureAwait(false);
        return found is [var position] ? position : null;
    }

    public async ValueTask<long?> NumberAsync(SqlText sql, CancellationToken cancellation)
    {
        var found = await database.QueryAsync(sql.ToString(), sql.Parameters, row => row.GetInt64(0), cancellation).ConfigureAwait(false);
        return found is [var number, ..] ? number : null;
    }

    public async ValueTask<List<LogEvent>> RowsAsync(StreamId stream, SqlText sql, CancellationToken cancellation) =>
        await database.QueryAsync(sql.ToString(), sql.Parameters, row => PostgresEventRows.Read(row, stream), cancellation).ConfigureAwait(false);
}
