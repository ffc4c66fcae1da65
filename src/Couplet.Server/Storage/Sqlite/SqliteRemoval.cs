namespace Couplet.Server.Storage.Sqlite;

/// <summary>Removes events together with their words in the search index, which does not look after itself.</summary>
internal static class SqliteRemoval
{
    /// <summary>Events removed in one transaction; more would keep the appends waiting.</summary>
    public const int Portion = 200;

    /// <summary>Forgets the words of the events from one number to another.</summary>
    public static void ForgetWords(SqliteConnection connection, long stream, long from, long to)
    {
        using var statement = connection.Use(
            """
            INSERT INTO search(search, rowid, stream, words)
            SELECT 'delete', id, $1, words FROM events WHERE stream = $2 AND sequence BETWEEN $3 AND $4 AND words IS NOT NULL
            """);
        statement.Bind(1, SqliteEventRows.SearchScope(stream)).Bind(2, stream).Bind(3, from).Bind(4, to).Run();
    }

    /// <summary>Removes a stream, unless the owner is fenced. The name goes first: what is removed after it can no longer be seen.</summary>
    public static async Task<bool> DeleteStreamAsync(SqliteWriter writer, OwnerToken owner, StreamId stream, CancellationToken cancellation)
    {
        var (isFenced, removed) = await writer.WriteAsync(
            connection => SqliteEventRows.IsFenced(connection, owner) ? (true, null) : (false, RemoveName(connection, stream)), cancellation).ConfigureAwait(false);
        if (removed is { } number) await RemoveEventsAsync(writer, number).ConfigureAwait(false);
        return !isFenced;
    }

    /// <summary>Goes on with the removals that the end of the process has interrupted.</summary>
    public static async Task ResumeAsync(SqliteWriter writer)
    {
        while (await writer.WriteAsync(Unfinished, CancellationToken.None).ConfigureAwait(false) is { } number)
            await RemoveEventsAsync(writer, number).ConfigureAwait(false);
    }

    private static long? Unfinished(SqliteConnection connection)
    {
        using var statement = connection.Use("SELECT min(stream) FROM removals");
        return statement.Number();
    }

    private static long? RemoveName(SqliteConnection connection, StreamId stream)
    {
        if (SqliteEventRows.FindStream(connection, stream) is not { } number) return null;
        Run(connection, "INSERT INTO removals(stream) VALUES($1)", number);
        Run(connection, "DELETE FROM snapshots WHERE stream = $1", number);
        SqliteTail.Forget(connection, number);
        Run(connection, "DELETE FROM streams WHERE id = $1", number);
        return number;
    }

    private static async Task RemoveEventsAsync(SqliteWriter writer, long stream)
    {
        while (await writer.WriteAsync(connection => RemovePortion(connection, stream), CancellationToken.None).ConfigureAwait(false))
        {
        }
    }

    private static bool RemovePortion(SqliteConnection connection, long stream)
    {
        long? first;
        using (var lowest = connection.Use("SELECT min(sequence) FROM events WHERE stream = $1")) first = lowest.Bind(1, stream).Number();
        if (first is not { } from)
        {
            Run(connection, "DELETE FROM removals WHERE stream = $1", stream);
            return false;
        }
        ForgetWords(connection, stream, from, from + Portion - 1);
        using var delete = connection.Use("DELETE FROM events WHERE stream = $1 AND sequence < $2");
        delete.Bind(1, stream).Bind(2, from + Portion).Run();
        return true;
    }

    private static void Run(SqliteConnection connection, string sql, long parameter)
    {
        using var statement = connection.Use(sql);
        statement.Bind(1, parameter).Run();
    }
}
