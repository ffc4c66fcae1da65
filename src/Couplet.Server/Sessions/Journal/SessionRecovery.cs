using Couplet.Protocol.Stanzas;
using Couplet.Server.Net;
using Couplet.Server.Routing;
using Couplet.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Sessions.Journal;

/// <summary>Takes up, when the server starts, the sessions that the journal has. Before anybody can connect.</summary>
internal sealed class SessionRecovery(CoupletServer server, StreamDirectory directory, SessionJournal journal)
{
    private readonly ILogger _logger = server.Loggers.CreateLogger<SessionJournal>();
    private readonly List<StreamSession> _sessions = [];
    private readonly List<StreamSession> _over = [];

    /// <summary>Takes the sessions up.</summary>
    /// <exception cref="StorageException">The storage cannot be asked what counts.</exception>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        var replay = Read(out var isTrusted);
        foreach (var batch in replay.Batches.Values)
            if (await server.Storage.Log.LastSequenceAsync(new StreamId(batch.Stream), cancellation).ConfigureAwait(false) >= batch.Sequence) JournalReplay.Apply(batch);
        journal.Begin(replay);
        foreach (var expired in replay.Expired)
            if (Protocol.Addressing.Jid.TryParse(expired.Account, out var account)) directory.Expired(expired.Id, account, unchecked((uint)expired.Handled));
        // Those that were being ended come last: a client that has begun anew under the same address goes before.
        foreach (var entry in replay.Sessions.Values.OrderBy(e => e.DetachedAt == JournaledSession.Over).ToList()) await TakeUpAsync(entry, isTrusted && !replay.IsLost(entry)).ConfigureAwait(false);
        // All are there before any of them hears of another.
        foreach (var session in _sessions) await server.Accounts.RunAsync(session.Account.Jid.Local!, account => RestoredAsync(account, session)).ConfigureAwait(false);
        foreach (var session in _over) End(session);
        foreach (var room in _sessions.SelectMany(s => s.Directed.All()).Select(j => j.Bare).Distinct())
            if (server.Router.Find(room.Domain) is IOccupiedHost host && room.Local is not null) host.Wake(room);
        if (_sessions.Count > 0) JournalLog.Restored(_logger, _sessions.Count - _over.Count, _over.Count);
    }

    private JournalReplay Read(out bool isTrusted)
    {
        foreach (var path in journal.Files())
        {
            var replay = new JournalReplay(journal);
            try
            {
                replay.Read(File.ReadAllBytes(path));
            }
#pragma warning disable CA1031 // whatever is wrong with a journal, the server starts; nobody resumes from what could not be read
            catch (Exception e)
#pragma warning restore CA1031
            {
                JournalLog.Unreadable(_logger, path, e);
                continue;
            }
            // Its beginning was being written; the one before has everything.
            if (!replay.IsComplete && replay.DamagedAt is null) continue;
            if (replay.DamagedAt is { } at) JournalLog.Damaged(_logger, path, at, replay.Sessions.Values.Count(replay.IsLost), replay.Sessions.Count);
            isTrusted = replay.IsSealed || (replay.Boot is { } boot && boot == BootIdentity.Read());
            if (!isTrusted && replay.Sessions.Count > 0) JournalLog.Untrusted(_logger, path, replay.Sessions.Count);
            return replay;
        }
        isTrusted = true;
        return new JournalReplay(journal);
    }

    private async ValueTask TakeUpAsync(JournaledSession entry, bool isSound)
    {
        if (entry.Jid.Local is not { } local || !await server.AccountStore.ExistsAsync(local).ConfigureAwait(false) || entry.Jid.Domain != server.Domain.Domain)
        {
            journal.Close(entry);
            return;
        }
        var limits = server.Options.Limits;
        var account = server.Accounts.Get(local);
        var management = new StreamManagement(limits.ResumptionStanzas, entry.Id, 0, entry.Seconds);
        var queue = new OutboundQueue(limits.OutboundBytes, management);
        var sent = management.Restore(entry);
        foreach (var item in entry.Outstanding[sent..]) queue.Enqueue(item.Stanza, item.To);
        var session = new StreamSession(entry, account, directory, management, queue);
        SessionDocument.Apply(entry.State, session);
        entry.Stamp = SessionDocument.Stamp(session);
        directory.TryAddResumable(session, entry.Id);
        account.Restore(session);
        _sessions.Add(session);
        foreach (var held in entry.Held) session.Deliver(held.Stanza, held.To);
        entry.Held.Clear();
        var now = server.Time.GetUtcNow();
        var left = (entry.DetachedAt ?? now) + TimeSpan.FromSeconds(entry.Seconds) - now;
        if (!isSound || left <= TimeSpan.Zero) _over.Add(session);
        else session.Wait.Start(entry.DetachedAt ?? now, left);
        if (entry.DetachedAt is null) InboundJournal.Connection(entry, now);
    }

    // Where it has a successor of the same address, what others are told of its end must not be taken for the successor's.
    private static void End(StreamSession session)
    {
        if (session.Account.FindSession(session.Jid.Resource) is StreamSession successor && successor != session)
        {
            if (successor.IsAvailable) session.Presence = null;
            foreach (var target in successor.Directed.All()) session.Directed.TryNote(new Presence(new StanzaHeader(session.Jid, target), PresenceType.Unavailable));
        }
        session.Expire();
    }

    private static async ValueTask RestoredAsync(Accounts.Account account, StreamSession session)
    {
        foreach (var extension in account.Server.Features.AccountExtensions)
            await extension.RestoredAsync(account, session).ConfigureAwait(false);
    }
}
