namespace Couplet.Server.Storage.Sqlite;

/// <summary>What an open database consists of.</summary>
internal sealed record SqliteParts(
    SqliteWriter Writer, SqliteReaders Readers, SqliteEventLog Log, SqliteMessageArchive Archive, SqliteDocumentStore Documents)
{
    public static SqliteParts Open(string path)
    {
        SqliteLibrary.Load();
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The folder of the database {path} cannot be created: {cause.Message}", cause);
        }
        var connection = new SqliteConnection(path);
        try
        {
            SqliteSchema.Migrate(connection, path);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
        var readers = new SqliteReaders(path);
        var writer = new SqliteWriter(path, connection);
        return new SqliteParts(
            writer, readers, new SqliteEventLog(writer, readers), new SqliteMessageArchive(writer, readers), new SqliteDocumentStore(writer, readers));
    }

    /// <summary>The readers go first: the last connection to close tidies the files up, and it should be the writer's.</summary>
    public void Close()
    {
        Readers.Dispose();
        Writer.Stop();
    }
}
