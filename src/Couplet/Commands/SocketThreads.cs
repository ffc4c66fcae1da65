using Couplet.Server.Hosting;
using Couplet.Server.Storage;

namespace Couplet.Commands;

/// <summary>Who handles what a socket has received: see docs/decisions/0008.</summary>
internal static class SocketThreads
{
    private const string Setting = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// Has the threads that wait for sockets handle what comes, one for each core, in place of waking others for it. To be called before
    /// the first socket is used. The operator's own choice stands. A database behind a socket would have to be waited for by the very
    /// thread that receives its answer wherever somebody blocks, so there all is left to the thread pool.
    /// </summary>
    internal static void HandleWhatTheyReceive(CoupletOptions options)
    {
        if (options.Storage.Kind == StorageKind.Postgres || Environment.GetEnvironmentVariable(Setting) is not null) return;
        Environment.SetEnvironmentVariable(Setting, "1");
    }
}
