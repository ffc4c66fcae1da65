using System.Buffers;
using System.Net;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features;
using Couplet.Server.Net;
using Couplet.Server.Routing;
using Couplet.Server.Sessions.Negotiation;

namespace Couplet.Server.Sessions;

/// <summary>One XML stream of a client (RFC 6120 §4), from the first byte to the last: reads, and passes on what it reads.</summary>
internal sealed class ClientStream : IUnauthenticatedStream, IDisposable
{
    private readonly XmlStreamReader _reader;
    private readonly ByteBudget _budget;
    private readonly KeepAlive _clock;
    private readonly CancellationTokenSource _failing = new();
    private readonly TaskCompletionSource _readingEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<Task>? _switch;
    private StreamError? _failure;
    private volatile Task<OutboundQueue>? _own;
    private bool _halfOpen;

    internal ClientStream(StreamTransport transport, StreamDirectory directory)
    {
        Transport = transport;
        Directory = directory;
        Server = directory.Server;
        Domain = Server.Domain;
        var limits = Server.Options.Limits;
        _reader = new XmlStreamReader(XmlLimits.Default with { MaxStanzaBytes = limits.UnauthenticatedBytes }, transport.Framing.Reading);
        _budget = new ByteBudget(limits, Server.Time);
        Outbound = new OutboundQueue(limits.OutboundBytes) { Overflowed = Overflow };
        Outbound.Attach(transport.Sink);
        _clock = new KeepAlive(this);
        if (transport.IsSecure) State = StreamState.Secure;
    }

    internal StreamTransport Transport { get; }

    internal StreamDirectory Directory { get; }

    internal CoupletServer Server { get; }

    /// <summary>What waits to be sent; the session's own once there is one.</summary>
    internal OutboundQueue Outbound { get; set; }

    internal StreamState State { get; private set; }

    /// <summary>The domain that the stream is for (RFC 6120 §4.7.2).</summary>
    internal Jid Domain { get; private set; }

    /// <summary>Whether people log in without a name on this stream's domain.</summary>
    internal bool IsForGuests => Domain == Server.Guests?.Jid;

    /// <summary>The bare JID that was authenticated; empty before.</summary>
    internal Jid Account { get; private set; }

    /// <summary>The session; null before it is bound, and after another stream took it.</summary>
    internal StreamSession? Session { get; private set; }

    /// <summary>The attempts to authenticate on this stream.</summary>
    internal SaslAttempts Sasl { get; } = new();

    /// <summary>Whether our header was sent on the current stream.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>Done when nothing more is taken in.</summary>
    internal Task ReadingEnded => _readingEnded.Task;

    /// <summary>Done when all is over.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>Cancelled when the stream is to be closed.</summary>
    internal CancellationToken Failing => _failing.Token;

    public IPAddress? RemoteAddress => Transport.RemoteAddress;

    public bool IsSecure => State.HasFlag(StreamState.Secure);

    /// <summary>Runs the stream until it is closed.</summary>
    internal async Task RunAsync()
    {
        var end = await StreamEnd.OfAsync(ReadAsync, () => _failure, Directory.Logger).ConfigureAwait(false);
        _clock.Dispose();
        NoLongerHalfOpen();
        _readingEnded.TrySetResult();
        try
        {
            if (_own is { } own)
            {
                Session = null;
                Outbound = await own.ConfigureAwait(false);
            }
            await StreamClosing.RunAsync(this, end).ConfigureAwait(false);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    public void Dispose()
    {
        _clock.Dispose();
        _failing.Dispose();
    }

    /// <summary>Closes the stream with an error. Any thread; the first error counts.</summary>
    internal void Fail(StreamError error)
    {
        if (Interlocked.CompareExchange(ref _failure, error, null) is not null) return;
        Transport.Input.CancelPendingRead();
        try
        {
            _failing.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself in the meantime.
        }
    }

    /// <summary>Sends an element that is no stanza.</summary>
    internal void Send(Element element) => Outbound.Enqueue(Transport.Framing.Encode(element));

    /// <summary>Sends a stanza of the server.</summary>
    internal void Send(Stanza stanza) => Outbound.Enqueue(EncodedStanza.Of(stanza), stanza.To);

    /// <summary>Notes the domain that a header asks for; false when it has no accounts here, or not the account that was authenticated.</summary>
    internal bool TryServe(Jid domain)
    {
        if (Server.FindAccounts(domain.Domain) is null || (!Account.IsEmpty && Account.Domain != domain.Domain)) return false;
        Domain = domain;
        return true;
    }

    /// <summary>Sends our header.</summary>
    internal void SendHeader(string? to)
    {
        IsOpen = true;
        Outbound.Enqueue(Transport.Framing.Open(Domain.ToString(), Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(10)), to));
    }

    /// <summary>To be done when what came in with the current element has been thrown away: the stream goes on by other means.</summary>
    internal void SwitchWith(Func<Task> action) => _switch = action;

    /// <summary>TLS is on; the client opens a new stream.</summary>
    internal void Secured()
    {
        State |= StreamState.Secure;
        Restart();
    }

    /// <summary>SASL has succeeded; the client opens a new stream.</summary>
    internal void Authenticated(Jid account)
    {
        Account = account;
        State |= StreamState.Authenticated;
        NoLongerHalfOpen();
        _reader.Limits = XmlLimits.Default with { MaxStanzaBytes = Server.Options.Limits.StanzaBytes };
        Restart();
    }

    /// <summary>The stream is a session's now.</summary>
    internal void Bound(StreamSession session)
    {
        Session = session;
        Outbound = session.Outbound;
        Outbound.Overflowed = Overflow;
        State |= StreamState.Bound;
        _clock.LoggedIn();
    }

    /// <summary>
    /// The session goes on elsewhere: this stream ends with <paramref name="error"/>, without the session, and with a queue of its own, which it
    /// gets when the session's has let go of the connection.
    /// </summary>
    internal void Supersede(Task<OutboundQueue> own, StreamError error)
    {
        _own = own;
        Fail(error);
    }

    /// <summary>The connection counts as one that has not authenticated.</summary>
    internal void CountHalfOpen() => _halfOpen = true;

    private void Overflow() => Fail(new StreamError(StreamErrorCondition.ResourceConstraint, "The client reads too slowly."));

    private void Restart()
    {
        _reader.Reset();
        IsOpen = false;
    }

    private void NoLongerHalfOpen()
    {
        if (_halfOpen) Directory.Limiter.RemoveHalfOpen(RemoteAddress);
        _halfOpen = false;
    }

    private async Task<StreamEnd> ReadAsync()
    {
        while (true)
        {
            if (_failure is not null) throw new StreamErrorException(_failure);
            var input = Transport.Input;
            var result = await input.ReadAsync().ConfigureAwait(false);
            var buffer = result.Buffer;
            var length = buffer.Length; // what is given back below is no buffer any more
            bool closed;
            try
            {
                if (_failure is not null) throw new StreamErrorException(_failure);
                _clock.Heard();
                closed = await TakeAsync(buffer).ConfigureAwait(false);
            }
            finally
            {
                input.AdvanceTo(buffer.End);
            }
            if (closed) return StreamEnd.Clean;
            if (_switch is { } action)
            {
                _switch = null;
                await action().ConfigureAwait(false);
            }
            else if (result.IsCompleted) return StreamEnd.Lost;
            if (_budget.Take(length) is { Ticks: > 0 } pause) await Task.Delay(pause, Server.Time, Failing).ConfigureAwait(false);
        }
    }

    // True at the end of the stream.
    private async ValueTask<bool> TakeAsync(ReadOnlySequence<byte> buffer)
    {
        while (true)
        {
            XmlTokenKind kind;
            using (Turn.Begin()) kind = TakeStanzas(ref buffer);
            switch (kind)
            {
                case XmlTokenKind.StreamOpen:
                    using (Turn.Begin()) Negotiator.Open(this, _reader.Header!["from"], StreamHeader.Check(_reader, this));
                    break;
                case XmlTokenKind.StreamClose:
                    return true;
                case XmlTokenKind.Element when Session is { } session && Negotiator.IsStanza(_reader.Current!):
                    await session.Inbound.WaitForRoomAsync(Failing).ConfigureAwait(false);
                    using (Turn.Begin()) session.Intake.Take(_reader.Current!);
                    break;
                case XmlTokenKind.Element:
                    ValueTask<bool> taking;
                    using (Turn.Begin()) taking = Negotiator.TakeAsync(this, _reader.Current!);
                    if (await taking.ConfigureAwait(false)) return true;
                    if (_switch is not null) return false;
                    break;
                default:
                    return false;
            }
        }
    }

    // Passes on a session's stanzas; the answer is the first token that is none, or that there is no room for.
    private XmlTokenKind TakeStanzas(ref ReadOnlySequence<byte> buffer)
    {
        while (true)
        {
            var kind = _reader.Read(ref buffer);
            if (kind != XmlTokenKind.Element || Session is not { } session || !Negotiator.IsStanza(_reader.Current!) || !session.Inbound.HasRoom) return kind;
            session.Intake.Take(_reader.Current!);
            Turn.Ease();
        }
    }
}
