using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Observability;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;
using Couplet.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>
/// The thin shell of one room: its mailbox, its log, and the way out. What waits in the mailbox is decided in one go and committed in
/// one append; only then is anybody told. If the commit fails, nothing has happened: the room is read from the log again.
/// </summary>
internal sealed class RoomEntity : Entity
{
    private readonly RoomHost _host;
    private readonly RoomLog _log;
    private readonly RoomArchive _archive;
    private readonly RoomDeliveries _deliveries;
    private readonly RoomRetractions _retractions;
    private readonly List<RoomOutcome> _outcomes = [];
    private readonly PrivateTraffic _private = new();
    private Dictionary<string, MessageSent>? _archived;
    private RoomState? _state;
    private bool _loaded;
    private bool _knowsItsSessions;
    private bool _dropped;

    internal RoomEntity(Jid jid, RoomHost host, ILogger logger) : base(logger)
    {
        Jid = jid;
        _host = host;
        _log = new(jid, host.Server.Storage, host.Server.Options.Rooms.Archive);
        _archive = new(jid, host.Server);
        _retractions = new(jid, host.Server.Storage, logger);
        _deliveries = new(host.Server, (account, message) => host.Followers.Missed(_state, Context(), account, message));
    }

    internal Jid Jid { get; }

    /// <summary>How many are in the room. Any thread; as of a moment ago.</summary>
    internal int Occupants => _state?.Occupants.Count ?? 0;

    /// <inheritdoc/>
    protected internal override string Kind => "room";

    /// <inheritdoc/>
    protected override async ValueTask HandleAsync(IReadOnlyList<Work> batch)
    {
        if (_dropped)
        {
            // Somebody found this entity just before it left the host's table: its successor deals with it.
            foreach (var work in batch) _host.Repost(Jid, work);
            return;
        }
        using var activity = Tracing.Handle(Kind, batch);
        if (!_loaded) await LoadAsync().ConfigureAwait(false);
        _state = RoomFold.Forget(_state, _host.KeptSince);
        var before = _state;
        _outcomes.Clear();
        _archived = await _retractions.FindAsync(batch).ConfigureAwait(false);
        foreach (var work in batch) Decide(work);
        try
        {
            await CommitAsync(batch).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            NotStored(batch, e);
            return;
        }
        if (_retractions.Add(_outcomes.SelectMany(o => o.Events))) _log.Outdate();
        await _retractions.BuryAsync().ConfigureAwait(false);
        Send();
        foreach (var work in batch)
            if (IsForArchive(work)) await AnswerAsync((Iq)work.Stanza!).ConfigureAwait(false);
        foreach (var work in batch)
        {
            work.Handled.Complete();
            (work.Signal as RoomSignal)?.Done.TrySetResult();
        }
        await TidyAsync(before).ConfigureAwait(false);
        if (_state is null || (_state.Occupants.Count == 0 && _state.Tombstone is null && !_state.Config.Persistent)) Drop();
    }

    /// <inheritdoc/>
    protected override void Failed(in Work work, Exception exception)
    {
        RoomLogMessages.Failed(Logger, work.Stanza?.Name ?? "signal", exception);
        _loaded = false;
        (work.Signal as RoomSignal)?.Done.TrySetException(exception);
        if (work.Stanza is not null) _host.Server.Router.Bounce(work.Stanza, StanzaError.InternalServerError());
    }

    private void Decide(in Work work)
    {
        if (IsForArchive(work)) return;
        RoomRequest? request = work.Stanza is not null ? new StanzaArrived(work.Stanza) : (work.Signal as RoomSignal)?.Request;
        if (request is null) return;
        try
        {
            Decide(request);
        }
#pragma warning disable CA1031 // one stanza that the room cannot cope with must not take the others of its batch along
        catch (Exception e)
#pragma warning restore CA1031
        {
            Telemetry.HandlerFailed(Kind);
            RoomLogMessages.Failed(Logger, work.Stanza?.Name ?? "signal", e);
            if (work.Stanza is not null) _host.Server.Router.Bounce(work.Stanza, StanzaError.InternalServerError());
        }
    }

    private void Decide(RoomRequest request)
    {
        var state = _state;
        _outcomes.Add(RoomProcess.Handle(ref state, request, Context() with { Archived = Archived, WasPrivate = _private.Has }));
        _state = state;
    }

    // A clock that was set back must not put messages before the room's creation: its archive begins there.
    private RoomContext Context()
    {
        var context = _host.ContextOf(Jid);
        return _state is { } state && context.Now < state.CreatedAt ? context with { Now = state.CreatedAt } : context;
    }

    // The commit may have been waited for; what is to be sent goes together all the same.
    private void Send()
    {
        using var turn = Turn.Begin();
        // Noted first: the answer may be there before the next delivery is.
        foreach (var outcome in _outcomes)
            foreach (var delivery in outcome.Deliveries) _private.Note(delivery);
        _deliveries.Send(_outcomes);
        foreach (var outcome in _outcomes)
            foreach (var e in outcome.Events)
                if (e is MessageSent said && _state is { } room) _host.Followers.Tell(room, Context(), said);
    }

    // The journal of sessions knows before the log does, so that after a crash it can be asked of the log what counts.
    private async ValueTask CommitAsync(IReadOnlyList<Work> batch)
    {
        var events = _log.EventsOf(_outcomes);
        _deliveries.Prepare(_outcomes, batch, events);
        try
        {
            if (!await _log.AppendAsync(events).ConfigureAwait(false)) throw new StorageException($"Somebody else writes the log of {Jid}.");
        }
        catch
        {
            _deliveries.Abort();
            throw;
        }
    }

    private void NotStored(IReadOnlyList<Work> batch, StorageException exception)
    {
        RoomLogMessages.NotStored(Logger, exception);
        _loaded = false;
        foreach (var work in batch)
        {
            if (work.Stanza is not null) _host.Server.Router.Bounce(work.Stanza, StanzaError.ResourceConstraint("The room cannot store anything at the moment."));
            (work.Signal as RoomSignal)?.Done.TrySetException(exception);
            work.Handled.Complete();
        }
    }

    private async ValueTask LoadAsync()
    {
        _state = await _log.LoadAsync(_retractions.Add).ConfigureAwait(false);
        _outcomes.Clear();
        if (_state is { Occupants.Count: > 0 })
        {
            // The process ended with people in the room; their sessions ended with it. The log says so before anything else happens.
            // Save those that wait to be resumed: they are still in it, and hear who is not.
            var isEmpty = !_knowsItsSessions && !_state.Occupants.Audience.All.Any(IsRestored);
            if (isEmpty) Decide(new Shutdown([]));
            else foreach (var gone in _state.Occupants.Audience.All.Where(_knowsItsSessions ? IsGone : s => !IsRestored(s))) Decide(new SessionGone(gone, Technical: true));
            await CommitAsync([]).ConfigureAwait(false);
            if (!isEmpty) Send();
        }
        if (!_knowsItsSessions) await EndIfDesertedAsync().ConfigureAwait(false);
        _knowsItsSessions = true;
        _loaded = true;
    }

    // Only a stop leaves a room empty that is not persistent. It waits for its people, but not for ever.
    private async ValueTask EndIfDesertedAsync()
    {
        if (_state is not { Tombstone: null, Occupants.Count: 0 } || !_host.HasWaited) return;
        var before = _state;
        _outcomes.Clear();
        Decide(new Deserted());
        await CommitAsync([]).ConfigureAwait(false);
        if (!ReferenceEquals(before, _state)) await _host.ListAsync(Jid, before, _state).ConfigureAwait(false);
    }

    // Its farewell may have been what could not be stored.
    private bool IsGone(Jid session) => _host.Server.FindAccounts(session.Domain) is not null && _host.Server.FindSession(session) is null;

    private bool IsRestored(Jid session) => _host.Server.FindSession(session) is StreamSession { IsRestored: true };

    private async ValueTask AnswerAsync(Iq iq)
    {
        try
        {
            await _archive.AnswerAsync(iq, _state, Context()).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            RoomLogMessages.NotRead(Logger, e);
            _host.Server.Router.Bounce(iq, StanzaError.InternalServerError());
        }
    }

    // What is not part of the promise: everybody has been told by now, and the log can make all of it again.
    private async ValueTask TidyAsync(RoomState? before)
    {
        try
        {
            if (!ReferenceEquals(before, _state)) await _host.ListAsync(Jid, before, _state).ConfigureAwait(false);
            // From a snapshot on, nobody looks for what should have left the archive before it.
            if (_retractions.IsDone) await _log.SnapshotAsync(_state).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            RoomLogMessages.NotTidied(Logger, e);
        }
    }

    // Where nothing is stored there is no archive, and the room answers as to anything that it does not know.
    private bool IsForArchive(in Work work) => _host.Server.Options.Rooms.Archive && RoomArchive.Concerns(work.Stanza);

    private MessageSent? Archived(string id) => _archived?.GetValueOrDefault(id);

    private void Drop()
    {
        _dropped = true;
        _host.Drop(this);
    }
}

/// <summary>Something that is no stanza, for a caller who waits for it.</summary>
internal sealed record RoomSignal(RoomRequest Request)
{
    internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
