using System.Collections.Concurrent;
using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Net;
using Couplet.Server.Sessions.Negotiation;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Sessions;

/// <summary>The streams of one server, and the sessions that may be resumed.</summary>
internal sealed class StreamDirectory(CoupletServer server)
{
    private readonly ConcurrentDictionary<ClientStream, byte> _streams = new();
    private readonly ConcurrentDictionary<string, StreamSession> _resumable = new(StringComparer.Ordinal);
    private readonly ExpiredSessions _expired = new();
    private volatile bool _stopping;

    internal CoupletServer Server { get; } = server;

    internal ILogger Logger { get; } = server.Loggers.CreateLogger<ClientStream>();

    internal ConnectionLimiter Limiter { get; } = new(server.Options.Limits);

    /// <summary>What can be negotiated, in the order in which it is offered.</summary>
    internal ImmutableArray<NegotiationStep> Steps { get; } =
        [new StartTlsStep(), new SaslStep(server.Options, new FirstLogins(server.Time)), new BindStep(), new StreamManagementStep()];

    /// <summary>Streams that are open.</summary>
    internal int Count => _streams.Count;

    /// <summary>Runs a stream on a transport until it is closed.</summary>
    internal async Task RunAsync(StreamTransport transport)
    {
        using var stream = new ClientStream(transport, this);
        if (!Limiter.TryAdd())
        {
            stream.Fail(new StreamError(StreamErrorCondition.ResourceConstraint, "There are too many connections."));
            await stream.RunAsync().ConfigureAwait(false);
            return;
        }
        try
        {
            if (!Limiter.TryAddHalfOpen(transport.RemoteAddress))
                stream.Fail(new StreamError(StreamErrorCondition.PolicyViolation, "There are too many unauthenticated connections from this address."));
            else
                stream.CountHalfOpen();
            _streams.TryAdd(stream, 0);
            if (_stopping) stream.Fail(Shutdown);
            await stream.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            _streams.TryRemove(stream, out _);
            Limiter.Remove();
        }
    }

    /// <summary>Closes all streams with <c>system-shutdown</c> and waits for them, no longer than <paramref name="patience"/>.</summary>
    internal async Task StopAsync(TimeSpan patience)
    {
        _stopping = true;
        foreach (var session in _resumable.Values)
            if (session.IsDetached && !IsKept(session)) session.Close(Shutdown);
        foreach (var stream in _streams.Keys) stream.Fail(Shutdown);
        var all = Task.WhenAll(_streams.Keys.Select(s => s.Ended));
        if (await Task.WhenAny(all, Task.Delay(patience)).ConfigureAwait(false) != all)
            foreach (var stream in _streams.Keys) stream.Transport.Abort();
        foreach (var session in _resumable.Values) session.Wait.Freeze();
    }

    /// <summary>Whether a session goes on with the next start although its stream was closed in order: the server stops, and the journal has it.</summary>
    internal bool Keeps(StreamSession session, StreamEnd end) => _stopping && end.Error?.Condition == StreamErrorCondition.SystemShutdown && IsKept(session);

    /// <summary>Whether a session outlives the server.</summary>
    internal static bool IsKept(ClientSession? session) => session is StreamSession { IsEnded: false, Journaled: { IsClosed: false, Journal.IsSound: true } };

    /// <summary>How many stanzas of a session that is over were handled; null where that is not known, or another account's.</summary>
    internal uint? HandledBy(string id, Jid account) => _expired.Find(id, account);

    /// <summary>Takes note of a session that is over.</summary>
    internal void Expired(string id, Jid account, uint handled) => _expired.Add(id, account, handled);

    internal bool TryAddResumable(StreamSession session, string id) => _resumable.TryAdd(id, session);

    /// <summary>A session that may be resumed, or null.</summary>
    internal StreamSession? FindResumable(string id) => _resumable.GetValueOrDefault(id);

    /// <summary>Takes a session out, so that no two resume it at once. Null when there is none (any more).</summary>
    internal StreamSession? ClaimResumable(string id) => _resumable.TryRemove(id, out var session) ? session : null;

    internal void Forget(StreamSession session)
    {
        if (session.Management?.Id is not { } id) return;
        _resumable.TryRemove(KeyValuePair.Create(id, session));
        Expired(id, session.Account.Jid, session.HandledCount);
    }

    private static StreamError Shutdown { get; } = new(StreamErrorCondition.SystemShutdown);
}
