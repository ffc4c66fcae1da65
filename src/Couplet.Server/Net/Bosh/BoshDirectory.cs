using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Couplet.Protocol.Addressing;
using Couplet.Server.Observability;
using Couplet.Server.Sessions;

namespace Couplet.Server.Net.Bosh;

/// <summary>The BOSH sessions of one server.</summary>
internal sealed class BoshDirectory(StreamDirectory streams)
{
    private readonly ConcurrentDictionary<string, BoshSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Sessions there are.</summary>
    internal int Count => _sessions.Count;

    /// <summary>Largest request, in bytes: a stanza and its wrapping.</summary>
    internal int LargestRequest => streams.Server.Options.Limits.StanzaBytes + 4_096;

    /// <summary>Takes what a client has posted.</summary>
    /// <returns>The body of the answer, and its type.</returns>
    internal async Task<(byte[] Body, string ContentType)> AskAsync(ReadOnlyMemory<byte> posted, IPAddress? remote, bool secure)
    {
        if (BoshRequest.Read(posted, LargestRequest) is not { } request) return Refuse("bad-request");
        if (request.Sid is { } sid)
            return _sessions.TryGetValue(sid, out var known) ? (await known.AskAsync(request).ConfigureAwait(false), known.Terms.ContentType) : Refuse("item-not-found");
        if (request.Body["to"] is not { Length: > 0 } to) return Refuse("improper-addressing");
        if (!Jid.TryParse(to, out var domain) || !domain.IsDomain || streams.Server.FindAccounts(domain.Domain) is null) return Refuse("host-unknown");
        var session = Begin(request, domain, remote, secure);
        return (await session.AskAsync(request).ConfigureAwait(false), session.Terms.ContentType);
    }

    private BoshSession Begin(BoshRequest request, Jid domain, IPAddress? remote, bool secure)
    {
        var terms = BoshTerms.Of(request, RandomNumberGenerator.GetHexString(32, lowercase: true), domain);
        var session = new BoshSession(terms, request, streams.Server.Time, streams.Server.Options.Limits.Enabled, gone => _sessions.TryRemove(gone.Terms.Sid, out _));
        _sessions[terms.Sid] = session;
        _ = Task.Run(() => RunAsync(session, new BoshTransport(session, remote, secure)));
        return session;
    }

    private async Task RunAsync(BoshSession session, BoshTransport transport)
    {
        Tracing.Detach();
        try
        {
            await streams.RunAsync(transport).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // nobody waits for it: a failure is logged, and the client is told by the end of its session
        catch (Exception e)
#pragma warning restore CA1031
        {
            NetLog.StreamFailed(streams.Logger, e);
        }
        transport.Abort();
        await session.Input.CompleteAsync().ConfigureAwait(false);
    }

    private static (byte[], string) Refuse(string condition) => (BoshBody.Terminal(condition), "text/xml; charset=utf-8");
}
