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
    /// <param name="file">The copy.</param>
    /// <param name="database">The place.</param>
    /// <param name="replace">Whether a database that is there gives way; it is kept beside the new one with <c>.old</c> at its name's end.</param>
    /// <exception cref="StorageException">
    /// The copy is damaged or of a newer version, or there is a database already that is in use or may not be replaced.
    /// </exception>
    public static void Restore(string file, string database, bool replace = false)
    {
        if (!File.Exists(file)) throw new StorageException($"There is no file {file}.");
        if (!replace && Files(database).FirstOrDefault(File.Exists) is { } existing)
            throw new StorageException($"{existing} exists; stop the server and move the old database away first, or restore with --replace.");
        if (Path.GetDirectoryName(Path.GetFullPath(database)) is { } folder) Directory.CreateDirectory(folder);
        var unfinished = database + ".part";
        File.Copy(file, unfinished, overwrite: true);
        try
        {
            if (Damage(unfinished) is { } damage) throw new StorageException($"The backup {file} is damaged: {damage}");
            using (var connection = new SqliteConnection(unfinished)) SqliteSchema.Migrate(connection, file);
            if (replace) MoveAway(database);
        }
        catch
        {
            foreach (var rest in Files(unfinished)) File.Delete(rest);
            throw;
        }
        Settle(unfinished, database);
    }

    private static string[] Files(string database) => [database, database + "-wal", database + "-shm"];

    private static void MoveAway(string database)
    {
        if (File.Exists(database) && IsInUse(database)) throw new StorageException($"{database} is in use; stop the server first.");
        foreach (var part in Files(database))
            if (File.Exists(part)) File.Move(part, part.Replace(database, database + ".old", StringComparison.Ordinal), overwrite: true);
    }

    // Only who is alone with a database can take it out of the mode with a log beside it. What cannot be opened at all is in nobody's use.
    private static bool IsInUse(string database)
    {
        try
        {
            using var connection = new SqliteConnection(database);
            connection.Execute("PRAGMA busy_timeout = 500");
            using var mode = connection.Use("PRAGMA journal_mode = DELETE");
            return mode.Step() && mode.Text(0) != "delete";
        }
        catch (StorageException e)
        {
            return e.Message.Contains("(SQLite error 5)", StringComparison.Ordinal);
        }
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
