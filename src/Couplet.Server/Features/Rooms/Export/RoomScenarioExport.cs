using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Rooms.Options;

namespace Couplet.Server.Features.Rooms.Export;

/// <summary>
/// Turns what happened in a room into a scenario that passes on a fresh server. The requests are read from the events; what they lead to is
/// not copied from the history but worked out anew by the same rules that the server goes by, so a scenario never expects what cannot come.
/// </summary>
internal sealed class RoomScenarioExport
{
    private readonly ScenarioCast _cast;
    private readonly ScenarioText _text = new();
    private readonly HistoricRequests _requests;
    private readonly HistoricAddOns _addOns;
    private readonly Dictionary<string, MessageSent> _archive = new(StringComparer.Ordinal);
    private ImmutableHashSet<string> _takenBack = [];
    private readonly RoomContext _context;
    private readonly HashSet<ScenarioClient> _connected = [];
    private RoomState? _state;

    private RoomScenarioExport(Jid room, string domain)
    {
        var played = Jid.Parse($"{room.Local}@conference.{domain}");
        _cast = new ScenarioCast(domain);
        _addOns = new HistoricAddOns(_cast, played);
        _requests = new HistoricRequests(_cast, played, _addOns);
        _context = new RoomContext
        {
            Room = played,
            // All happens at once in a scenario, so the time need not pass.
            Now = DateTimeOffset.UnixEpoch,
            Options = new RoomServiceOptions(),
            NewId = static () => ScenarioText.MadeId,
            OccupantIdSalt = ReadOnlyMemory<byte>.Empty,
            ArchiveId = ScenarioText.ArchiveId,
            Archived = id => _archive.GetValueOrDefault(id),
        };
    }

    /// <summary>The scenario; null where the events are not those of a room.</summary>
    /// <param name="events">All events of the room, oldest first.</param>
    /// <param name="domain">The domain of the server on which it is to be played.</param>
    internal static string? Write(IEnumerable<RoomEvent> events, string domain)
    {
        ImmutableArray<RoomEvent> all = [.. events];
        if (all.IsEmpty || all[0] is not RoomCreated first) return null;
        var export = new RoomScenarioExport(first.Room, domain)
        {
            _takenBack = [.. all.Select(e => (e as MessageRetracted)?.Target ?? (e as MessageModerated)?.Target).OfType<string>()],
        };
        for (var i = 0; i < all.Length; i++) export.Add(all, i);
        return export._text.Finish($"What happened in {first.Room}", export._cast.All);
    }

    private void Add(ImmutableArray<RoomEvent> all, int at)
    {
        if (all[at] is ConfigurationChanged { Options: var options } && options.Any(o => RoomOptions.ByVar(o.Var) is SlowMode))
            _text.Note("The room's slow mode changed here; nobody waits in a scenario, so it is not played.");
        switch (all[at])
        {
            case ConfigurationChanged c when at == 0 || all[at - 1] is not RoomUnlocked:
                if (c.Actor is { } actor) Play(_requests.Configure(actor.Jid, actor.Nick, c.Options));
                break;
            case ConfigurationChanged:
                break; // Played with the event before it.
            case RoomUnlocked:
                Unlock(all, at);
                break;
            case ServiceStopped when _state is { Config.Persistent: true } room:
                foreach (var occupant in room.Occupants.All.OrderBy(o => o.Nick, StringComparer.Ordinal))
                    foreach (var client in _cast.All.Where(c => occupant.Session(c.Jid) is not null)) Play(_requests.Leave(client, occupant.Nick));
                break;
            case MessageSent said:
                if (_requests.Of(said, _state) is { } message) Play(message, said);
                break;
            default:
                if (_requests.Of(all[at], _state) is { } request) Play(request);
                break;
        }
    }

    /// <summary>The first configuration, with what the service gave the room at its creation.</summary>
    private void Unlock(ImmutableArray<RoomEvent> all, int at)
    {
        var created = all.Take(at).OfType<RoomCreated>().Last();
        var first = at + 1 < all.Length ? all[at + 1] as ConfigurationChanged : null;
        var changed = first?.Options ?? [];
        ImmutableArray<OptionValue> options = [.. created.Options.Where(o => !changed.Any(c => c.Var == o.Var)), .. changed];
        var owner = first?.Actor?.Jid ?? all.Take(at).OfType<OccupantJoined>().Last(j => j.Session.Bare == created.Creator).Session;
        Play(_requests.Configure(owner, null, options));
    }

    /// <param name="request">What is sent, and by whom.</param>
    /// <param name="historic">The message that it is in the room's history, if it is one.</param>
    private void Play((ScenarioClient Client, Stanza Stanza) request, MessageSent? historic = null)
    {
        if (_connected.Add(request.Client)) _text.Connects(request.Client);
        _text.Sends(request.Client, request.Stanza);
        var outcome = RoomProcess.Handle(ref _state, new StanzaArrived(request.Stanza), _context);
        // What was said before the room was made anew is none of its business; here the clock does not tell it apart.
        if (outcome.Events.Any(e => e is RoomCreated)) _archive.Clear();
        foreach (var said in outcome.Events.OfType<MessageSent>())
        {
            _archive[said.ArchiveId] = said;
            if (historic is null) continue;
            _addOns.Note(historic, said);
            if (_takenBack.Contains(historic.ArchiveId)) _text.Keep(said.ArchiveId);
        }
        var received = outcome.Deliveries.SelectMany(d => d.Recipients.Select(to => (To: to, Stanza: d.Template))).ToLookup(d => d.To, d => d.Stanza);
        foreach (var client in _cast.All.Where(_connected.Contains)) _text.Receives(client, [.. received[client.Jid]]);
    }
}
