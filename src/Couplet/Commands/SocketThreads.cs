using Couplet.Server.Hosting;
using Couplet.Server.Net.Sockets;
using Couplet.Server.Storage;

namespace Couplet.Commands;

/// <summary>Who handles what a socket has received: see docs/decisions/0008.</summary>
internal static class SocketThreads
{
    /// <summary>
    /// Has the threads that wait for sockets handle what comes, one for each core, in place of waking others for it. To be called before
    /// the first socket is used. The operator's own choice stands. A database behind a socket would have to be waited for by the very
    /// thread that receives its answer wherever somebody blocks, so there all is left to the thread pool.
    /// </summary>
    internal static void HandleWhatTheyReceive(CoupletOptions options)
    {
        if (options.Storage.Kind == StorageKind.Postgres || Environment.GetEnvironmentVariable(Epoll.InlineSetting) is not null) return;
        Environment.SetEnvironmentVariable(Epoll.InlineSetting, "1");
    }
}
