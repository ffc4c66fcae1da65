using System.Diagnostics;
using System.Globalization;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;

namespace Couplet.Commands.Load;

/// <summary>One occupant of one room: enters, hears, and maybe speaks.</summary>
internal sealed class RoomVisit
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly LoadClient _client;
    private readonly LoadTally _tally;
    private readonly string _room;
    private readonly string _address;
    private readonly byte[] _opening;
    private readonly int _number;
    private readonly SequenceCheck _check;
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action? _heardOneself;

    /// <param name="settings">The run's settings.</param>
    /// <param name="client">The client.</param>
    /// <param name="tally">Where it is counted.</param>
    /// <param name="number">The room's number.</param>
    /// <param name="speaker">The number among the room's speakers; null for one who only listens.</param>
    internal RoomVisit(LoadSettings settings, LoadClient client, LoadTally tally, int number, int? speaker, Func<bool> stopped)
    {
        _client = client;
        _tally = tally;
        _number = number;
        _room = string.Create(CultureInfo.InvariantCulture, $"load-{settings.Run}-{number}@{settings.RoomDomain}");
        _address = $"{_room}/{client.Address.Local}";
        _opening = LoadMark.Opening(settings.Run);
        _check = new SequenceCheck(settings.Senders, tally);
        if (speaker is { } mine)
        {
            Speaker = new Speaker(client, new MessageTemplate(_room, "groupchat", settings.Run, settings.Body), tally, number, mine);
            if (settings.Rate == 0) _heardOneself = () => { if (!stopped()) Speaker.Say(); };
        }
        client.Taken = Take;
    }

    /// <summary>What it says; null for one who only listens.</summary>
    internal Speaker? Speaker { get; }

    /// <summary>Enters the room; done when the room has said so (XEP-0045 §7.2.2).</summary>
    /// <exception cref="LoadException">The room refused, or kept silent.</exception>
    internal async Task EnterAsync(CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        await _client.SendAsync($"<presence to='{_address}'><x xmlns='{MucNamespaces.Muc}'><history maxstanzas='0'/></x></presence>", cancellation).ConfigureAwait(false);
        try
        {
            await _entered.Task.WaitAsync(s_patience, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new LoadException($"{_room} did not let {_client.Address.Bare} in within {s_patience.TotalSeconds} seconds.");
        }
        _tally.Joins.Add(Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Opens a room that this visitor has just created (XEP-0045 §10.1.2). A server that locks no rooms may refuse that.</summary>
    internal Task OpenAsync(CancellationToken cancellation) => _client.AskAsync(
        $"<iq type='set' id='open' to='{_room}'><query xmlns='{MucNamespaces.Owner}'><x xmlns='{DataForm.Namespace}' type='submit'/></query></iq>", "open", cancellation);

    /// <summary>Reads nothing from now on.</summary>
    internal void Stall() => _client.Stall();

    private void Take(RawElement stanza)
    {
        if (stanza.Name == "presence")
        {
            if (_entered.Task.IsCompleted || stanza["from"] is not { } from || !from.StartsWith(_room, StringComparison.Ordinal)) return;
            if (stanza["type"] == "error") _entered.TrySetException(new LoadException($"{_room} does not let {_client.Address.Bare} in: {Refusal.Of(stanza)}."));
            else if (from == _address && stanza["type"] is null) _entered.TrySetResult();
        }
        else if (stanza.Name == "message")
        {
            if (stanza["type"] == "error") _tally.Error($"A message to {_room} came back: {Refusal.Of(stanza)}");
            else if (LoadMark.TryFind(stanza.InnerXml.Span, _opening, out var mark)) Take(mark);
        }
    }

    private void Take(in LoadMark mark)
    {
        if (mark.Group != _number)
        {
            _tally.Disorder();
            return;
        }
        var own = Speaker is not null && Speaker.Number == mark.Sender;
        _check.Take(mark, own);
        if (own) _heardOneself?.Invoke();
    }
}
