using System.Collections.Immutable;
using System.Text;
using Couplet.Player.Client;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Ping;

namespace Couplet.Commands.Load;

/// <summary>A client that is logged in: a reader that looks at what it takes, and an outbox.</summary>
internal sealed class LoadClient : IAsyncDisposable
{
    // Thousands of these are in one process, and most of what they read is short.
    private const int BufferSize = 4096;

    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly ElementStream _stream;
    private readonly LoadTally _tally;
    private readonly CancellationTokenSource _aborted = new();
    private readonly Task _reading;
    private (string Id, TaskCompletionSource<RawElement> Answer)? _asked;
    private TaskCompletionSource? _stalled;
    private volatile bool _closing;
    private bool _disposed;

    private LoadClient(ElementStream stream, Jid address, LoadTally tally)
    {
        _stream = stream;
        _tally = tally;
        Address = address;
        Outbox = new Outbox(stream);
        _reading = ReadAsync();
    }

    internal Jid Address { get; }

    internal Outbox Outbox { get; }

    /// <summary>Gets the messages and presences that come in, one after the other. What it puts into the outbox is sent when all is taken.</summary>
    internal Action<RawElement>? Taken { get; set; }

    /// <summary>Logs in.</summary>
    /// <exception cref="Couplet.Player.Running.ConnectException">The server refused, or is not there.</exception>
    internal static async Task<LoadClient> ConnectAsync(LoadSettings settings, XmppConnector connector, int number, LoadTally tally, CancellationToken cancellation)
    {
        var name = settings.Prefix + (settings.First + number).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!Jid.TryCreate(name, settings.Domain, null, out var jid)) throw new LoadException($"{name}@{settings.Domain} is no address.");
        var client = new ScenarioClient(name, jid, ImmutableDictionary<string, string>.Empty.Add("password", settings.Password), 0);
        Func<ElementStream, Element, Task>? registering = settings.Register ? (stream, _) => InBandRegistration.RunAsync(stream, jid, settings.Password, cancellation) : null;
        var (stream, address) = await connector.OpenAsync(client, cancellation, BufferSize, registering).ConfigureAwait(false);
        return new LoadClient(stream, address, tally);
    }

    /// <summary>Sends a request and waits for its answer. One request at a time.</summary>
    /// <exception cref="LoadException">The connection is gone.</exception>
    internal async Task<RawElement> AskAsync(string iq, string id, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<RawElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked = (id, answer);
        await SendAsync(iq, cancellation).ConfigureAwait(false);
        await Task.WhenAny(answer.Task, _reading).WaitAsync(cancellation).ConfigureAwait(false);
        return answer.Task.IsCompleted ? await answer.Task.ConfigureAwait(false) : throw new LoadException($"{Address} was disconnected before it had an answer.");
    }

    internal ValueTask SendAsync(string stanza, CancellationToken cancellation)
    {
        Outbox.Add(Encoding.UTF8.GetBytes(stanza));
        return Outbox.FlushAsync(cancellation);
    }

    /// <summary>From now on nothing is read: a client that hangs. What is on its way in counts for nothing.</summary>
    internal void Stall()
    {
        Taken = null;
        Interlocked.CompareExchange(ref _stalled, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        _closing = true;
        using (var patience = new CancellationTokenSource(s_farewell))
        {
            try
            {
                Outbox.Add("</stream:stream>"u8);
                await Outbox.FlushAsync(patience.Token).ConfigureAwait(false);
                if (_stalled is null) await _reading.WaitAsync(patience.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The server was quicker, or does not answer the close: it is left without it.
            }
        }
        await _aborted.CancelAsync().ConfigureAwait(false);
        _stalled?.TrySetResult();
        await _reading.ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        _aborted.Dispose();
    }

    private async Task ReadAsync()
    {
        var reason = "the server closed the stream";
        try
        {
            await _stream.PumpAsync(Take, CaughtUpAsync, _aborted.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or XmlStreamException or OperationCanceledException or ObjectDisposedException)
        {
            reason = e.Message;
        }
        if (!_closing && _stalled is null) _tally.Error($"{Address} was disconnected: {reason}");
    }

    private async ValueTask CaughtUpAsync()
    {
        if (_stalled is { } stalled) await stalled.Task.ConfigureAwait(false);
        await Outbox.FlushAsync(_aborted.Token).ConfigureAwait(false);
    }

    private void Take(RawElement element)
    {
        if (element.Name == "iq") TakeIq(element);
        else if (element.Namespace == StreamError.StreamNamespace) throw new IOException(StreamEnd.Describe(element.ToElement()));
        else Taken?.Invoke(element);
    }

    private void TakeIq(RawElement iq)
    {
        var id = iq["id"];
        if (iq["type"] is "result" or "error")
        {
            if (_asked is { } asked && asked.Id == id) asked.Answer.TrySetResult(iq);
            return;
        }
        // Whoever asks is answered, or he would take this client for dead.
        var answer = new Element("iq", Stanza.ClientNamespace, new XmlAttr("id", id ?? "")).With("to", iq["from"]);
        answer = iq.ToElement().Child("ping", PingFeature.Namespace) is null
            ? answer.With("type", "error").Append(StanzaError.ServiceUnavailable().ToElement())
            : answer.With("type", "result");
        Outbox.Add(ElementWriter.ToBytes(answer, Stanza.ClientNamespace));
    }
}
