using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Couplet.Player.Running;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Client;

/// <summary>A bound client: what arrives is queued and nothing is answered.</summary>
internal sealed class XmppClient : IScenarioClient
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ElementStream _stream;
    private readonly Channel<Element> _queue = Channel.CreateUnbounded<Element>();
    private readonly CancellationTokenSource _aborted = new();
    private readonly Task _reading;
    private readonly TimeProvider _time;
    private volatile bool _closing;
    private volatile string? _endReason;
    private bool _disposed;

    public XmppClient(ElementStream stream, Jid address, TimeProvider time)
    {
        _stream = stream;
        _time = time;
        Address = address;
        _reading = ReadAsync();
    }

    public Jid Address { get; }

    public string? EndReason => _endReason;

    public bool TryRead([NotNullWhen(true)] out Element? element) => _queue.Reader.TryRead(out element);

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _queue.Reader.WaitToReadAsync(cancellationToken);

    public async Task SendAsync(Element element, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(element, cancellationToken);
        }
        catch (IOException e)
        {
            _endReason ??= $"the connection broke: {e.Message}";
        }
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_reading.IsCompleted || _closing) return;
        _closing = true;
        try
        {
            await _stream.EndAsync(cancellationToken);
        }
        catch (IOException)
        {
            // The server was quicker: the reader sees the end as well, and that is what is waited for.
        }
        await _reading.WaitAsync(cancellationToken);
    }

    public async Task DropAsync()
    {
        _closing = true;
        await _aborted.CancelAsync();
        await _reading;
        await _stream.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        using var patience = new CancellationTokenSource(s_patience, _time);
        try
        {
            await CloseAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // A server that does not answer the close is left without it.
        }
        await _aborted.CancelAsync();
        await _reading;
        await _stream.DisposeAsync();
        _aborted.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _stream.ReadAsync(_aborted.Token) is { } element)
            {
                if (StreamEnd.IsError(element)) _endReason ??= StreamEnd.Describe(element);
                _queue.Writer.TryWrite(element);
            }
            if (!_closing)
            {
                _endReason ??= "the server closed it";
                await _stream.EndAsync(_aborted.Token);
            }
        }
        catch (Exception e) when (e is IOException or XmlStreamException or OperationCanceledException or ObjectDisposedException)
        {
            if (!_closing && !_aborted.IsCancellationRequested) _endReason ??= e.Message;
        }
        finally
        {
            _queue.Writer.TryComplete();
        }
    }
}
