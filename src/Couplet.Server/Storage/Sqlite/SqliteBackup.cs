namespace Couplet.Server.Storage.Sqlite;

/// <summary>Copies of a database that may be in use: one moment of it, whole.</summary>
public static class SqliteBackup
{
    /// <summary>Writes a copy of the database as it is now; who uses it is not disturbed. The file is complete or not there.</summary>
    /// <exception cref="StorageException">There is no such database, the file exists already, or the disk is full.</exception>
    public static void Write(string database, string file)
    {
        if (!File.Exists(database)) throw new StorageException($"There is no database {database}.");
        if (File.Exists(file)) throw new StorageException($"The file {file} exists already.");
        SqliteLibrary.Load();
        var unfinished = file + ".part";
        File.Delete(unfinished);
        using (var connection = new SqliteConnection(database)) connection.Execute($"VACUUM INTO '{unfinished.Replace("'", "''", StringComparison.Ordinal)}'");
        Settle(unfinished, file);
    }

    /// <summary>Puts a copy in the place of a database that is not there (any more).</summary>
    /// <exception cref="StorageException">The copy is damaged or of a newer version, or there is a database already.</exception>
    public static void Restore(string file, string database)
    {
        if (!File.Exists(file)) throw new StorageException($"There is no file {file}.");
        foreach (var existing in (string[])[database, database + "-wal"])
            if (File.Exists(existing)) throw new StorageException($"{existing} exists; stop the server and move the old database away first.");
        if (Path.GetDirectoryName(Path.GetFullPath(database)) is { } folder) Directory.CreateDirectory(folder);
        var unfinished = database + ".part";
        File.Copy(file, unfinished, overwrite: true);
        try
        {
            if (Damage(unfinished) is { } damage) throw new StorageException($"The backup {file} is damaged: {damage}");
            using (var connection = new SqliteConnection(unfinished)) SqliteSchema.Migrate(connection, file);
        }
        catch
        {
            foreach (var rest in (string[])["", "-wal", "-shm"]) File.Delete(unfinished + rest);
            throw;
        }
        Settle(unfinished, database);
    }

    /// <summary>What SQLite itself finds wrong with a database, or null.</summary>
    public static string? Damage(string database)
    {
        SqliteLibrary.Load();
        try
        {
            using var connection = new SqliteConnection(database);
            using var row = connection.Use("PRAGMA integrity_check(1)");
            return row.Step() && row.Text(0) is not "ok" and var wrong ? wrong : null;
        }
        catch (StorageException e)
        {
            return e.Message;
        }
    }

    // On disk before it bears the name: a copy that exists is whole.
    private static void Settle(string unfinished, string file)
    {
        using (var stream = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite)) stream.Flush(flushToDisk: true);
        File.Move(unfinished, file);
    }
}
