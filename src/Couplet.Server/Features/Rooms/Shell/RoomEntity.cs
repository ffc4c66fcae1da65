using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Routing;
using Couplet.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>
/// The thin shell of one room: its mailbox, its log, and the way out. What waits in the mailbox is decided in one go and committed in
/// one append; only then is anybody told. If the commit fails, nothing has happened: the room is read from the log again.
/// </summary>
internal sealed class RoomEntity(Jid jid, RoomHost host, ILogger logger) : Entity(logger)
{
    private readonly RoomLog _log = new(jid, host.Server.Storage, host.Server.Options.Rooms.Archive);
    private readonly RoomDeliveries _deliveries = new(host.Server);
    private readonly RoomArchive _archive = new(jid, host.Server);
    private readonly List<RoomOutcome> _outcomes = [];
    private readonly RoomRetractions _retractions = new(jid, host.Server.Storage, logger);
    private Dictionary<string, MessageSent>? _archived;
    private RoomState? _state;
    private bool _loaded;
    private bool _dropped;

    internal Jid Jid { get; } = jid;

    /// <inheritdoc/>
    protected override async ValueTask HandleAsync(IReadOnlyList<Work> batch)
    {
        if (_dropped)
        {
            // Somebody found this entity just before it left the host's table: its successor deals with it.
            foreach (var work in batch) host.Repost(Jid, work);
            return;
        }
        if (!_loaded) await LoadAsync().ConfigureAwait(false);
        var before = _state;
        _outcomes.Clear();
        _archived = await _retractions.FindAsync(batch).ConfigureAwait(false);
        foreach (var work in batch) Decide(work);
        if (!await CommitAsync().ConfigureAwait(false))
        {
            _loaded = false;
            foreach (var work in batch)
            {
                if (work.Stanza is not null) host.Server.Router.Bounce(work.Stanza, StanzaError.ResourceConstraint("The room cannot store anything at the moment."));
                work.Handled.Complete();
            }
            return;
        }
        await _retractions.BuryAsync(_outcomes).ConfigureAwait(false);
        foreach (var outcome in _outcomes) _deliveries.Send(outcome.Deliveries);
        foreach (var work in batch)
            if (RoomArchive.Concerns(work.Stanza)) await _archive.AnswerAsync((Iq)work.Stanza!, _state, host.ContextOf(Jid)).ConfigureAwait(false);
        foreach (var work in batch)
        {
            work.Handled.Complete();
            (work.Signal as RoomSignal)?.Done.TrySetResult();
        }
        if (!ReferenceEquals(before, _state)) await host.ListAsync(Jid, before, _state).ConfigureAwait(false);
        if (_state is null || (_state.Occupants.Count == 0 && _state.Tombstone is null && !_state.Config.Persistent)) Drop();
    }

    /// <inheritdoc/>
    protected override void Failed(in Work work, Exception exception)
    {
        RoomLogMessages.Failed(Logger, work.Stanza?.Name ?? "signal", exception);
        _loaded = false;
        (work.Signal as RoomSignal)?.Done.TrySetException(exception);
        if (work.Stanza is not null) host.Server.Router.Bounce(work.Stanza, StanzaError.InternalServerError());
    }

    private void Decide(in Work work)
    {
        if (RoomArchive.Concerns(work.Stanza)) return;
        RoomRequest? request = work.Stanza is not null ? new StanzaArrived(work.Stanza) : (work.Signal as RoomSignal)?.Request;
        if (request is null) return;
        var state = _state;
        try
        {
            _outcomes.Add(RoomProcess.Handle(ref state, request, host.ContextOf(Jid) with { Archived = Archived }));
            _state = state;
        }
#pragma warning disable CA1031 // one stanza that the room cannot cope with must not take the others of its batch along
        catch (Exception e)
#pragma warning restore CA1031
        {
            RoomLogMessages.Failed(Logger, work.Stanza?.Name ?? "signal", e);
            if (work.Stanza is not null) host.Server.Router.Bounce(work.Stanza, StanzaError.InternalServerError());
        }
    }

    private async ValueTask<bool> CommitAsync()
    {
        try
        {
            return await _log.AppendAsync(_outcomes).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            RoomLogMessages.NotStored(Logger, e);
            return false;
        }
    }

    private async ValueTask LoadAsync()
    {
        _state = await _log.LoadAsync().ConfigureAwait(false);
        _loaded = true;
        if (_state is { Occupants.Count: > 0 })
        {
            // The process ended with people in the room; their sessions ended with it. The log says so before anything else happens.
            _outcomes.Clear();
            _outcomes.Add(RoomProcess.Handle(ref _state, new Shutdown(), host.ContextOf(Jid)));
            await _log.AppendAsync(_outcomes).ConfigureAwait(false);
        }
    }

    private MessageSent? Archived(string id) => _archived?.GetValueOrDefault(id);

    private void Drop()
    {
        _dropped = true;
        host.Drop(this);
    }
}

/// <summary>Something that is no stanza, for a caller who waits for it.</summary>
internal sealed record RoomSignal(RoomRequest Request)
{
    internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
