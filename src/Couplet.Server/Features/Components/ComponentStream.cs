using System.Buffers;
using System.Security.Cryptography;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Net;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Components;

/// <summary>One stream of a component (XEP-0114 §3): header, handshake, stanzas.</summary>
internal sealed class ComponentStream : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly StreamTransport _transport;
    private readonly CoupletServer _server;
    private readonly ILogger _logger;
    private readonly XmlStreamReader _reader;
    private readonly OutboundQueue _outbound;
    private readonly InboundCounter _inbound = new();
    private readonly CancellationTokenSource _failing = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _id = RandomNumberGenerator.GetHexString(20, lowercase: true);
    private StreamError? _failure;
    private ComponentHost? _host;
    private bool _isOpen;
    private volatile bool _isConnected;

    internal ComponentStream(StreamTransport transport, CoupletServer server, ILogger logger)
    {
        _transport = transport;
        _server = server;
        _logger = logger;
        var limits = server.Options.Limits;
        _reader = new XmlStreamReader(XmlLimits.Default with { MaxStanzaBytes = limits.UnauthenticatedBytes }, XmlFraming.Stream);
        _outbound = new OutboundQueue(limits.OutboundBytes)
        {
            Overflowed = () => Fail(new StreamError(StreamErrorCondition.ResourceConstraint, "The component reads too slowly.")),
        };
        _outbound.Attach(transport.Sink);
    }

    /// <summary>Done when all is over.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>Runs the stream until it is closed.</summary>
    internal async Task RunAsync()
    {
        using var login = _server.Time.CreateTimer(_ =>
        {
            if (!_isConnected) Fail(new StreamError(StreamErrorCondition.ConnectionTimeout, "The handshake took too long."));
        }, null, TimeSpan.FromSeconds(_server.Options.Limits.LoginSeconds), Timeout.InfiniteTimeSpan);
        try
        {
            var end = await StreamEnd.OfAsync(ReadAsync, () => _failure, _logger).ConfigureAwait(false);
            _host?.Disconnect(this);
            _outbound.Close();
            if (end.Error is { } error) NetLog.StreamError(_logger, _transport.RemoteAddress, error.Name, error.Text);
            if (!end.IsLost && await _outbound.ReleaseAsync(s_patience).ConfigureAwait(false) && await SayAsync(end.Error).ConfigureAwait(false))
                await _transport.CloseAsync().ConfigureAwait(false);
            else
                _transport.Abort();
            foreach (var item in _outbound.TakeRest())
                if (item.What is EncodedStanza left) _host?.Return(left.Stanza.WithAddresses(left.Stanza.From, item.To));
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    public void Dispose() => _failing.Dispose();

    /// <summary>Queues a stanza for the component; false when the stream has ended.</summary>
    internal bool Deliver(Stanza stanza) => _outbound.Enqueue(EncodedStanza.Of(stanza), stanza.To);

    /// <summary>Closes the stream with an error. Any thread; the first error counts.</summary>
    internal void Fail(StreamError error)
    {
        if (_ended.Task.IsCompleted || Interlocked.CompareExchange(ref _failure, error, null) is not null) return;
        _transport.Input.CancelPendingRead();
        try
        {
            _failing.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself in the meantime.
        }
    }

    private async Task<StreamEnd> ReadAsync()
    {
        while (true)
        {
            var result = await _transport.Input.ReadAsync().ConfigureAwait(false);
            var buffer = result.Buffer;
            try
            {
                if (_failure is not null) throw new StreamErrorException(_failure);
                if (await TakeAsync(buffer).ConfigureAwait(false)) return StreamEnd.Clean;
            }
            finally
            {
                _transport.Input.AdvanceTo(buffer.End);
            }
            if (result.IsCompleted) return StreamEnd.Lost;
        }
    }

    // True at the end of the stream.
    private async ValueTask<bool> TakeAsync(ReadOnlySequence<byte> buffer)
    {
        while (true)
        {
            switch (_reader.Read(ref buffer))
            {
                case XmlTokenKind.StreamOpen:
                    Open();
                    break;
                case XmlTokenKind.StreamClose:
                    return true;
                case XmlTokenKind.Element when !_isConnected:
                    Shake(_reader.Current!);
                    break;
                case XmlTokenKind.Element:
                    if (!_inbound.HasRoom) await _inbound.WaitForRoomAsync(_failing.Token).ConfigureAwait(false);
                    ComponentIntake.Take(_server.Router, _host!, _reader.Current!, _inbound, this);
                    break;
                default:
                    return false;
            }
        }
    }

    private void Open()
    {
        var header = _reader.Header!;
        SendHeader(header["to"] ?? _server.Domain.ToString());
        if (!header.Is("stream", StreamError.StreamNamespace) || _reader.HeaderDefaultNamespace != ComponentsFeature.Namespace)
            throw new StreamErrorException(StreamErrorCondition.InvalidNamespace, "The stream's namespace is wrong.");
        _host = _server.Features.Components?.Find(header["to"]) ?? throw new StreamErrorException(StreamErrorCondition.HostUnknown, "There is no such component.");
    }

    private void Shake(RawElement element)
    {
        if (element.Name != "handshake" || element.Namespace != ComponentsFeature.Namespace || !_host!.IsProof(_id, element.ToElement().Text.Trim()))
            throw new StreamErrorException(StreamErrorCondition.NotAuthorized, "The handshake is wrong.");
        _reader.Limits = XmlLimits.Default with { MaxStanzaBytes = _server.Options.Limits.StanzaBytes };
        _outbound.Enqueue("<handshake/>"u8.ToArray());
        _isConnected = true;
        _host.Connect(this);
    }

    private void SendHeader(string from)
    {
        _isOpen = true;
        using var output = ScratchBuffer.Rent();
        output.Write("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' from='"u8);
        ElementWriter.AttributeText(output, from);
        output.Write("' id='"u8);
        ElementWriter.AttributeText(output, _id);
        output.Write("'>"u8);
        _outbound.Enqueue(output.ToArray());
    }

    private async Task<bool> SayAsync(StreamError? error)
    {
        if (!_isOpen) return false; // nothing has come that could be answered
        if (error is not null) _transport.Sink.Write(_transport.Framing.Encode(error.ToElement()));
        _transport.Sink.Write(_transport.Framing.Close);
        try
        {
            return await _transport.Sink.FlushAsync().AsTask().WaitAsync(s_patience).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }
}
