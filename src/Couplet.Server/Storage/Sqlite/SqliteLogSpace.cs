namespace Couplet.Server.Storage.Sqlite;

/// <summary>
/// Keeps the file of the write-ahead log longer than the log is. A sync of a file that has grown makes the file system write its
/// own journal as well, which costs as much again; what is only overwritten does not.
/// </summary>
/// <param name="database">The database's file.</param>
internal sealed class SqliteLogSpace(string database)
{
    private const int Frame = 4096 + 24;
    private const int Step = 256 * Frame;
    private const long Most = Frame * (SqliteConnection.PagesPerCheckpoint + 512L);

    private long length;

    /// <summary>The log is about to reach the file's end.</summary>
    public bool IsShort(SqliteConnection connection) => length < Most && (connection.PagesInLog * Frame) + Step > length;

    /// <summary>Makes the file longer. Where that cannot be, SQLite makes it longer as it goes.</summary>
    public void Extend(SqliteConnection connection)
    {
        try
        {
            // With the lock for writing, so that nobody else makes the log longer at the same time. What is past the log's end is of no
            // interest to SQLite: no frame of it has the right salt.
            connection.Run("BEGIN IMMEDIATE");
            try
            {
                Append((connection.PagesInLog * Frame) + (2 * Step));
            }
            finally
            {
                connection.Run("ROLLBACK");
            }
        }
        // The third is what becomes of a limit on the length of files.
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            length = Most;
        }
    }

    private void Append(long wanted)
    {
        using var file = File.OpenHandle(database + "-wal", FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        length = RandomAccess.GetLength(file);
        if (length >= wanted) return;
        // Written and not only reserved: turning reserved blocks into written ones is what would have to be journalled.
        var zeros = new byte[64 * 1024];
        for (; length < wanted; length += zeros.Length) RandomAccess.Write(file, zeros, length);
        RandomAccess.FlushToDisk(file);
    }
}
