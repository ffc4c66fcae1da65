using Couplet.Server.Storage;
using Couplet.Server.Storage.Sqlite;

namespace Couplet.Tests.Storage;

public sealed class SqlitePlace : StoragePlace
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("couplet-storage-");

    public string File => Path.Combine(folder.FullName, "data", "couplet.db");

    public override ICoupletStorage Create() => new SqliteStorage(File);

    public override ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return default;
    }
}
