using System.Diagnostics;
using Couplet.Player.Client;
using Couplet.Server.Features.Ping;

namespace Couplet.Commands.Load;

/// <summary>All clients of a run.</summary>
internal sealed class Crowd(LoadSettings settings, LoadTally tally) : IAsyncDisposable
{
    private readonly LoadClient?[] _clients = new LoadClient?[settings.Connections];
    private readonly XmppConnector _connector = new(new ClientSettings
    {
        Host = settings.Host,
        Port = settings.Port,
        Tls = settings.Tls,
        AcceptAnyCertificate = settings.AcceptAnyCertificate,
        Sasl = settings.Sasl,
    }, TimeProvider.System);

    /// <summary>The clients, once <see cref="ConnectAsync"/> is done.</summary>
    internal LoadClient this[int number] => _clients[number]!;

    internal int Count => _clients.Length;

    /// <summary>Logs all in, some at a time; each is ready when the server has answered its first request.</summary>
    /// <exception cref="Couplet.Player.Running.ConnectException">One was refused.</exception>
    internal Task ConnectAsync(CancellationToken cancellation) => ForAllAsync(_clients.Length, async (number, token) =>
    {
        var start = Stopwatch.GetTimestamp();
        var client = await LoadClient.ConnectAsync(settings, _connector, number, tally, token).ConfigureAwait(false);
        _clients[number] = client;
        await client.SendAsync("<presence/>", token).ConfigureAwait(false);
        await PingAsync(client, token).ConfigureAwait(false);
        tally.Logins.Add(Stopwatch.GetElapsedTime(start));
    }, cancellation);

    /// <summary>Asks the server on every connection whether it is there.</summary>
    internal Task PingAllAsync(CancellationToken cancellation) => ForAllAsync(_clients.Length, async (number, token) =>
    {
        try
        {
            await PingAsync(this[number], token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LoadException or IOException)
        {
            // Its end was counted when it came.
        }
    }, cancellation);

    /// <summary>Does something for each number from 0 on, as many at once as the settings say.</summary>
    internal Task ForAllAsync(int count, Func<int, CancellationToken, ValueTask> action, CancellationToken cancellation)
        => Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = settings.Parallel, CancellationToken = cancellation }, action);

    public async ValueTask DisposeAsync() => await Parallel.ForEachAsync(_clients.OfType<LoadClient>(), new ParallelOptions { MaxDegreeOfParallelism = 256 },
        static (client, _) => client.DisposeAsync()).ConfigureAwait(false);

    // An error is an answer too: servers need not know pings.
    private async Task PingAsync(LoadClient client, CancellationToken cancellation)
        => await client.AskAsync($"<iq type='get' id='ping' to='{settings.Domain}'><ping xmlns='{PingFeature.Namespace}'/></iq>", "ping", cancellation).ConfigureAwait(false);
}
