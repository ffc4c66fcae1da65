using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;

namespace Couplet.Server.Hosting;

/// <summary>From the options to the storage.</summary>
public static class StorageFactory
{
    /// <summary>The storage that the options name; not opened yet.</summary>
    public static ICoupletStorage Create(CoupletOptions options) => options switch
    {
        _ => new MemoryStorage(),
    };
}
