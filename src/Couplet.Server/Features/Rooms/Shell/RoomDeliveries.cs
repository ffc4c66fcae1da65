using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;
using Couplet.Server.Sessions.Journal;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>
/// The way from a room to its occupants: each stanza is encoded once, each recipient costs a look-up and a reference. What goes to sessions that
/// outlive the server is in their journal before the events are in the log.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="unseen">Told of messages that a session has been given whose connection is lost.</param>
internal sealed class RoomDeliveries(CoupletServer server, Action<Account, Message> unseen)
{
    private const int MostCached = 4096;
    private readonly Dictionary<Jid, ClientSession> _sessions = [];
    private readonly DeliveredTogether _together = new();
    private JournaledBatch? _batch;

    /// <summary>Tells the journal what will be delivered, and which stanzas are handled with it, if the events are committed.</summary>
    internal void Prepare(List<RoomOutcome> outcomes, IReadOnlyList<Work> works, LogEvent[] events)
    {
        _batch = null;
        if (server.Journal is not { IsIdle: false } journal) return;
        var batch = events is [.., var last] ? new JournaledBatch(last.Stream.Value, last.Sequence) : new JournaledBatch("", 0);
        foreach (var outcome in outcomes)
            foreach (var delivery in outcome.Deliveries) Add(batch, delivery);
        foreach (var work in works)
            if (!RoomArchive.Concerns(work.Stanza) && work.Handled.Mark is { } mark) batch.Handled.Add(mark);
        if (batch.IsEmpty) return;
        _batch = batch;
        if (events.Length == 0) return;
        OutboundJournal.Prepare(journal, batch);
        journal.Flush();
    }

    /// <summary>The events were not committed.</summary>
    internal void Abort()
    {
        if (_batch is { } batch) OutboundJournal.Abort(server.Journal!, batch);
        _batch = null;
    }

    /// <summary>Delivers what the outcomes have.</summary>
    internal void Send(List<RoomOutcome> outcomes)
    {
        var batch = _batch;
        _batch = null;
        _together.Begin(outcomes, Find);
        try
        {
            Send(outcomes, batch);
        }
        finally
        {
            _together.End();
        }
    }

    private void Send(List<RoomOutcome> outcomes, JournaledBatch? batch)
    {
        if (batch is not null)
            foreach (var (stanza, to) in OutboundJournal.Release(server.Journal!, batch)) Route(stanza.Stanza, to);
        var at = 0;
        foreach (var outcome in outcomes)
            foreach (var delivery in outcome.Deliveries) Send(delivery, batch?.Find(delivery.Template, ref at));
    }

    private void Add(JournaledBatch batch, RoomDelivery delivery)
    {
        BatchDelivery? known = null;
        foreach (var recipient in delivery.Recipients)
        {
            // One that has ended may have a successor of the same address.
            if (_sessions.TryGetValue(recipient, out var before) && before.IsOver) _sessions.Remove(recipient);
            if (Find(recipient) is not StreamSession { IsEnded: false, Journaled: { } entry } session || session.IsUnwantedHere(delivery.Template)) continue;
            if (known is null) batch.Deliveries.Add(known = new BatchDelivery(delivery.Template, EncodedStanza.Of(delivery.Template)));
            known.Recipients.Add((entry, recipient));
        }
    }

    private void Send(RoomDelivery delivery, BatchDelivery? done)
    {
        var encoded = done?.Stanza;
        var next = 0;
        foreach (var recipient in delivery.Recipients)
        {
            if (done is not null && next < done.Recipients.Count && done.Recipients[next].To == recipient)
            {
                if (done.Recipients[next++].Entry.Session is { IsDetached: true } waiting) Missed(waiting, delivery, recipient);
                continue;
            }
            if (Find(recipient) is { } session && session.DeliverPast(encoded ??= EncodedStanza.Of(delivery.Template), recipient))
            {
                if (session.IsDetached) Missed(session, delivery, recipient);
                continue;
            }
            _sessions.Remove(recipient);
            Route(delivery.Template, recipient);
        }
    }

    // Not a session of this server, or one that has just ended: the host of its domain knows what to do.
    private void Route(Stanza template, Jid recipient)
    {
        // It would do nothing with what only a session can use, or give it to a successor of the same address, after what the room says to that.
        if (recipient.IsFull && template is Presence or Message { Type: MessageType.Groupchat } && server.FindAccounts(recipient.Domain) is not null) return;
        server.Router.Route(template.WithAddresses(template.From, recipient));
    }

    private void Missed(ClientSession session, in RoomDelivery delivery, Jid recipient)
    {
        if (delivery.Template is Message message) unseen(session.Account, message.WithHeader(message.Header with { To = recipient }));
    }

    private ClientSession? Find(Jid recipient)
    {
        if (_sessions.TryGetValue(recipient, out var session)) return session;
        session = server.FindSession(recipient);
        if (session is null) return null;
        if (_sessions.Count >= MostCached) _sessions.Clear();
        _sessions[recipient] = session;
        return session;
    }
}
