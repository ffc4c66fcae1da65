using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Couplet.Server.Net.Sockets;

/// <summary>
/// Waits for sockets on Linux, with a thread for each core: docs/decisions/0009. .NET's own way of waiting asks the socket once more each time
/// before it waits, in vain for whoever has read all there was.
/// </summary>
internal sealed class Epoll
{
    /// <summary>The variable that has .NET's threads which wait for sockets, and these, handle what has come: docs/decisions/0008.</summary>
    internal const string InlineSetting = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const int Readable = 1;
    private const int PeerClosed = 0x2000;
    private const int EdgeTriggered = 1 << 31;
    private const int Interrupted = 4;
    private const int MostEvents = 256;

    // A struct epoll_event as numbers: what has happened, then the 8 bytes that the socket was watched with, which are aligned everywhere but on x64.
    private static readonly int s_size = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 3 : 4;
    private static readonly bool s_handsOver = Environment.GetEnvironmentVariable(InlineSetting) != "1";
    private static readonly Lazy<Epoll[]> s_all = new(Start);
    private static int s_next;

    private readonly int _epoll;
    private readonly ConcurrentDictionary<int, SocketInput> _inputs = new();

    private Epoll(int epoll) => _epoll = epoll;

    /// <summary>Begins to tell an input when something has come for its socket, or when the other side has gone.</summary>
    /// <returns>Who tells; null where there is nobody to.</returns>
    internal static Epoll? Watch(Socket socket, SocketInput input)
    {
        if (s_all.Value is not { Length: > 0 } all) return null;
        var chosen = all[(uint)Interlocked.Increment(ref s_next) % (uint)all.Length];
        return chosen.TryAdd((int)socket.Handle, input) ? chosen : null;
    }

    /// <summary>Forgets an input. Before its socket is closed, which ends the watching: afterwards the number is another's.</summary>
    internal void Forget(Socket socket, SocketInput input)
    {
        var number = (int)socket.SafeHandle.DangerousGetHandle();
        _inputs.TryRemove(KeyValuePair.Create(number, input));
    }

    private static Epoll[] Start()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64)) return [];
        var all = new List<Epoll>();
        for (var i = 0; i < Environment.ProcessorCount; i++)
        {
            if (TryCreate() is not { } epoll) break;
            var made = new Epoll(epoll);
            new Thread(made.Run) { IsBackground = true, Name = "Couplet sockets" }.Start();
            all.Add(made);
        }
        return [.. all];
    }

    private static int? TryCreate()
    {
        try
        {
            return Create(CloseOnExec) is >= 0 and var epoll ? epoll : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A system whose C library is found under no name that .NET knows.
            return null;
        }
    }

    private bool TryAdd(int number, SocketInput input)
    {
        _inputs[number] = input;
        var wanted = new int[s_size];
        wanted[0] = Readable | PeerClosed | EdgeTriggered;
        wanted[s_size - 2] = number;
        if (Control(_epoll, Add, number, wanted) == 0) return true;
        _inputs.TryRemove(KeyValuePair.Create(number, input));
        return false;
    }

    private void Run()
    {
        var events = new int[MostEvents * s_size];
        while (true)
        {
            var count = Wait(_epoll, events, MostEvents, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted) throw new SocketException(Marshal.GetLastPInvokeError());
            for (var at = 0; at < count * s_size; at += s_size)
                if (_inputs.TryGetValue(events[at + s_size - 2], out var input)) input.Ready(events[at] != Readable, s_handsOver);
        }
    }

    [DllImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Create(int flags);

    [DllImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int epoll, int operation, int socket, int[] wanted);

    [DllImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Wait(int epoll, [In, Out] int[] events, int most, int timeout);
}
