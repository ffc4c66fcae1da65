using System.Collections.Concurrent;

namespace Couplet.Server.Storage.Sqlite;

/// <summary>The connections for reading: as many as read at the same time, kept for the next.</summary>
internal sealed class SqliteReaders(string path) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> idle = [];
    private volatile bool isClosed;

    /// <summary>Reads with a connection of its own. Reading waits for no writer.</summary>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        if (isClosed) throw new StorageException($"The database {path} is closed.");
        if (!idle.TryTake(out var connection)) connection = new SqliteConnection(path);
        var isWell = false;
        try
        {
            var answer = work(connection);
            isWell = true;
            return answer;
        }
        finally
        {
            if (isWell && !isClosed) idle.Add(connection);
            else connection.Dispose();
        }
    }

    public void Dispose()
    {
        isClosed = true;
        while (idle.TryTake(out var connection)) connection.Dispose();
    }
}
