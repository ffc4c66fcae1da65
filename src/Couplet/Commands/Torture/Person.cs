using System.Collections.Concurrent;
using System.Collections.Immutable;
using Couplet.Player.Client;
using Couplet.Player.Running;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;

namespace Couplet.Commands.Torture;

/// <summary>Somebody who talks in all rooms and to all others, comes back whenever the server does, and keeps account of everything.</summary>
internal sealed class Person(TortureSettings settings, int number, ServerUnderTorture server, Ledger ledger, Dice dice) : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<Element>> _asked = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _entering = [];
    private ConcurrentDictionary<string, Visit> _visits = [];
    private ManagedSession? _session;
    private Reading? _readingOf;
    private ManagedStream? _stream;
    private Task _reading = Task.CompletedTask;
    private int _lines;
    private int _requests;
    private string _doing = "rests";

    /// <summary>The rooms as this client sees them.</summary>
    internal IReadOnlyDictionary<string, Visit> Visits => _visits;

    /// <summary>Where results of archive pages go while they are read.</summary>
    internal Action<Element>? ArchiveResult { get; set; }

    /// <summary>Whether all that was sent has been acknowledged.</summary>
    internal bool IsSettled => _stream is { Unacknowledged: 0 };

    /// <summary>What the client is at, for the report of a run that hangs.</summary>
    internal string State => $"{settings.Nick(number)} {_doing}, {_stream?.Unacknowledged ?? 0} unacknowledged{(_reading.IsCompleted ? ", not connected" : "")}";

    /// <summary>How often the client has begun a session.</summary>
    internal int Logins { get; private set; }

    /// <summary>How often it has gone on with one.</summary>
    internal int Resumptions { get; private set; }

    /// <summary>How often it could not although it wanted to.</summary>
    internal int Refusals { get; private set; }

    /// <summary>Logs in, once the server is there.</summary>
    internal async Task ConnectAsync(CancellationToken cancellation)
    {
        _doing = "logs in";
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (server.Port is > 0 and var port && await TryConnectAsync(port, cancellation).ConfigureAwait(false)) return;
            await Task.Delay(s_pause, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Enters a room.</summary>
    /// <returns>False when the connection is lost.</returns>
    internal async Task<bool> EnterAsync(string room, CancellationToken cancellation)
    {
        _doing = $"enters {room}";
        // Where the session goes on, so does the entering: its presence was sent again.
        if (!_entering.TryGetValue(room, out var entered))
        {
            entered = _entering[room] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _stream!.SendAsync(Stanzas.Join(room, settings.Nick(number), history: 5), null, cancellation).ConfigureAwait(false);
        }
        await Task.WhenAny(entered.Task, _reading).WaitAsync(cancellation).ConfigureAwait(false);
        return entered.Task.IsCompletedSuccessfully;
    }

    /// <summary>Talks until told to stop, through every death of the server.</summary>
    internal async Task TalkAsync(CancellationToken stop, CancellationToken cancellation)
    {
        while (!stop.IsCancellationRequested)
        {
            if (_reading.IsCompleted)
            {
                await ConnectAsync(cancellation).ConfigureAwait(false);
                await EnterAllAsync(cancellation).ConfigureAwait(false);
                continue;
            }
            var line = new Line($"{settings.Run}-{number}-{_lines}", number, _lines++, PickTarget(out var isRoom));
            ledger.Sent(line);
            _doing = "talks";
            await _stream!.SendAsync(isRoom ? Stanzas.Groupchat(line) : Stanzas.Chat(line), line.Marker, cancellation).ConfigureAwait(false);
            await Task.WhenAny(_reading, Task.Delay(dice.Between(TimeSpan.Zero, s_pause), TimeProvider.System, cancellation)).ConfigureAwait(false);
        }
    }

    /// <summary>After the talk: in all rooms, with everything acknowledged and everything read that was on its way.</summary>
    internal async Task SettleAsync(CancellationToken cancellation)
    {
        while (_reading.IsCompleted || !await EnterAllAsync(cancellation).ConfigureAwait(false)) await ConnectAsync(cancellation).ConfigureAwait(false);
        while (!IsSettled && !_reading.IsCompleted)
        {
            _doing = "waits for acknowledgements";
            await _stream!.RequestAsync(cancellation).ConfigureAwait(false);
            // Nothing may be sent meanwhile: it would have to be acknowledged itself.
            await Task.WhenAny(_reading, Task.Delay(s_pause, TimeProvider.System, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    internal async Task<bool> EnterAllAsync(CancellationToken cancellation)
    {
        for (var room = 0; room < settings.Rooms; room++)
            if (!_visits.ContainsKey(settings.RoomAddress(room)) && !await EnterAsync(settings.RoomAddress(room), cancellation).ConfigureAwait(false)) return false;
        return true;
    }

    /// <summary>Asks and waits for the answer; null when the connection is lost.</summary>
    internal async Task<Element?> AskAsync(Func<string, Element> question, CancellationToken cancellation)
    {
        var id = $"q{++_requests}";
        _doing = $"waits for the answer to {id}";
        var answer = _asked[id] = new TaskCompletionSource<Element>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _stream!.SendAsync(question(id), null, cancellation).ConfigureAwait(false);
        await Task.WhenAny(answer.Task, _reading).WaitAsync(cancellation).ConfigureAwait(false);
        return answer.Task.IsCompletedSuccessfully ? await answer.Task.ConfigureAwait(false) : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null) await _stream.DisposeAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
    }

    private string PickTarget(out bool isRoom)
    {
        isRoom = settings.Clients == 1 || dice.Next(5) > 0;
        if (isRoom) return settings.RoomAddress(dice.Next(settings.Rooms));
        var other = dice.Next(settings.Clients - 1);
        return settings.Account(other < number ? other : other + 1);
    }

    private async Task<bool> TryConnectAsync(int port, CancellationToken cancellation)
    {
        await DisposeAsync().ConfigureAwait(false);
        var account = new ScenarioClient(settings.Nick(number), Jid.Parse(settings.Account(number) + "/torture"),
            ImmutableDictionary<string, string>.Empty.Add("password", "secret"), 0);
        var connector = new XmppConnector(new ClientSettings { Host = "127.0.0.1", Port = port, Tls = TlsPolicy.Never }, TimeProvider.System);
        // Now and then somebody has forgotten everything.
        if (_session is { Id: not null } && dice.Next(10) == 0) _session = null;
        IScenarioClient client;
        Element? answer = null;
        try
        {
            if (_session is { Id: not null } session) (client, answer) = await connector.ResumeAsync(account, session.Resume(), session.Address, cancellation).ConfigureAwait(false);
            else client = await connector.ConnectAsync(account, cancellation).ConfigureAwait(false);
        }
        catch (ConnectException e)
        {
            if (server.Port == port) ledger.Anomalies.Enqueue($"{settings.Nick(number)} could not log in: {e.Message}");
            return false;
        }
        if (answer?.Name == "resumed")
        {
            Resumptions++;
            _stream = new ManagedStream(client, _session!, Anomaly);
            await _stream.ResumedAsync(answer, cancellation).ConfigureAwait(false);
        }
        else
        {
            if (answer is not null) Refuse(answer);
            await BeginAsync(client, cancellation).ConfigureAwait(false);
        }
        _reading = ReadAsync(_stream!, client, _readingOf!, port);
        return true;
    }

    private async Task BeginAsync(IScenarioClient client, CancellationToken cancellation)
    {
        if (Logins++ > 0) ledger.Lost(number);
        _visits = [];
        _entering.Clear();
        _session = new ManagedSession(ledger.Acknowledge) { Address = client.Address };
        _readingOf = new Reading(settings, number, ledger, _visits, _entering);
        _stream = new ManagedStream(client, _session, Anomaly);
        await _stream.EnableAsync(isResumable: true, cancellation).ConfigureAwait(false);
        await _stream.SendAsync(Stanzas.Available(), null, cancellation).ConfigureAwait(false);
    }

    private void Refuse(Element answer)
    {
        Refusals++;
        Anomaly($"could not resume: {answer}");
    }

    private void Anomaly(string what) => ledger.Anomalies.Enqueue($"{settings.Nick(number)}: {what}");

    private async Task ReadAsync(ManagedStream stream, IScenarioClient client, Reading reading, int port)
    {
        while (await stream.ReadAsync(CancellationToken.None).ConfigureAwait(false) is { } stanza)
        {
            if (stanza.Name == "iq" && stanza["type"] is "result" or "error" && stanza["id"] is { } id && _asked.TryRemove(id, out var asked)) asked.TrySetResult(stanza);
            else if (ArchiveResult is { } result && stanza.Child("result", Server.Features.Archive.ArchiveProtocol.Namespace) is { } item) result(item);
            else reading.Take(stanza);
        }
        if (server.Port == port && client.EndReason is { } reason) ledger.Anomalies.Enqueue($"{settings.Nick(number)} was disconnected: {reason}");
    }
}
