namespace Couplet.Commands.Load;

/// <summary>Rooms: some occupants speak, all hear; a speaker says the next thing when it has heard itself, or when it is time.</summary>
internal sealed class RoomTraffic : Traffic
{
    private readonly LoadSettings _settings;
    private readonly Crowd _crowd;
    private readonly RoomVisit[][] _rooms;
    private readonly List<Speaker> _speakers;

    internal RoomTraffic(LoadSettings settings, Crowd crowd, LoadTally tally)
    {
        _settings = settings;
        _crowd = crowd;
        var places = Enumerable.Range(0, settings.Senders).ToDictionary(s => s * (settings.Occupants - settings.Slow) / settings.Senders);
        _rooms = [.. Enumerable.Range(0, settings.Rooms).Select(room => Enumerable.Range(0, settings.Occupants)
            .Select(o => new RoomVisit(settings, crowd[(room * settings.Occupants) + o], tally, room, places.TryGetValue(o, out var s) ? s : null, () => IsStopped)).ToArray())];
        _speakers = [.. _rooms.SelectMany(room => room).Select(visit => visit.Speaker).OfType<Speaker>()];
    }

    internal override long Expected => _speakers.Sum(s => s.Sent) * (_settings.Occupants - _settings.Slow);

    internal override async Task PrepareAsync(CancellationToken cancellation)
    {
        await _crowd.ForAllAsync(_rooms.Length, async (room, token) =>
        {
            await _rooms[room][0].EnterAsync(token).ConfigureAwait(false);
            await _rooms[room][0].OpenAsync(token).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
        var others = _rooms.SelectMany(room => room.Skip(1)).ToArray();
        await _crowd.ForAllAsync(others.Length, async (i, token) => await others[i].EnterAsync(token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        // The last ones: the senders come from among those before.
        foreach (var visit in _rooms.SelectMany(room => room.TakeLast(_settings.Slow))) visit.Stall();
    }

    internal override async Task StartAsync(CancellationToken cancellation)
    {
        if (_settings.Rate > 0)
        {
            await Pacer.RunAsync(_speakers, _settings.Rate, () => IsStopped, cancellation).ConfigureAwait(false);
            return;
        }
        foreach (var speaker in _speakers)
        {
            for (var i = 0; i < _settings.Window; i++) speaker.Say();
            await speaker.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }
}
