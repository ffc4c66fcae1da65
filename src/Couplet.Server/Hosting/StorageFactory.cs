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
        Directory.CreateDirectory(options.Data);
        return new SqliteStorage(Path.Combine(options.Data, FileName));
    }
}
