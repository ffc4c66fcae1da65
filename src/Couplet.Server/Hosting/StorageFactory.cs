using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;
using Couplet.Server.Storage.Postgres;
using Couplet.Server.Storage.Sqlite;

namespace Couplet.Server.Hosting;

/// <summary>From the options to the storage.</summary>
public static class StorageFactory
{
    /// <summary>The name of the embedded database in the data folder.</summary>
    public const string FileName = "couplet.db";

    /// <summary>The storage that the options name; not opened yet. Makes the data folder where one is needed.</summary>
    public static ICoupletStorage Create(CoupletOptions options)
    {
        if (options.Storage is { Kind: StorageKind.Postgres, Connection: { } connection }) return new PostgresStorage(connection);
        if (options.Storage.Kind == StorageKind.Memory || options.Data is null) return new MemoryStorage();
        MakeFolder(options.Data);
        var file = Path.Combine(options.Data, FileName);
        Touch(file);
        return new SqliteStorage(file);
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Makes the file for its owner's eyes only: it holds credentials and messages. SQLite gives the files beside it the same mode.</summary>
    private static void Touch(string file)
    {
        if (File.Exists(file)) return;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(file, options).Dispose();
    }
}
