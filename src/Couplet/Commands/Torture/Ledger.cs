using System.Collections.Concurrent;

namespace Couplet.Commands.Torture;

/// <summary>What became of each message as its sender knows it.</summary>
internal enum Fate
{
    /// <summary>Sent, and nothing heard: the server may have died before or after it was stored.</summary>
    Unknown,
    /// <summary>The server has counted it as handled (XEP-0198).</summary>
    Acknowledged,
    /// <summary>The server has refused it with an error.</summary>
    Refused,
}

/// <summary>A message: sent once, under a text of its own.</summary>
/// <param name="Marker">Its text.</param>
/// <param name="Sender">The client that sent it.</param>
/// <param name="Number">Its place among what that client sent.</param>
/// <param name="Target">The bare address of a room or of another client.</param>
internal sealed record Line(string Marker, int Sender, int Number, string Target);

/// <summary>What a client saw in one room between entering it and losing it; complete, so it must be one piece of the archive.</summary>
/// <param name="Client">Which client.</param>
/// <param name="Room">The room's address.</param>
internal sealed record Visit(int Client, string Room)
{
    /// <summary>Archive id and text, in the order in which they came. Written by the client alone.</summary>
    internal List<(string? Id, string Marker)> Live { get; } = [];

    /// <summary>The same of what the room told of the past.</summary>
    internal List<(string? Id, string Marker)> History { get; } = [];

    /// <summary>Who is in the room, as presence told it.</summary>
    internal ConcurrentDictionary<string, bool> Nicks { get; } = [];
}

/// <summary>Everything that was sent, acknowledged and seen: the witness against which the archive is held.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, Fate> _fates = [];
    private readonly ConcurrentQueue<Line> _lines = [];
    private int _acknowledged;

    internal IReadOnlyCollection<Line> Lines => _lines;

    internal ConcurrentQueue<Visit> Visits { get; } = [];

    /// <summary>What each client received from others directly, in order.</summary>
    internal ConcurrentQueue<(int Client, string Marker)> Chats { get; } = [];

    /// <summary>What went wrong on the wire: no one may be sent away but by a kill.</summary>
    internal ConcurrentQueue<string> Anomalies { get; } = [];

    /// <summary>Who was seen leaving a room, by whom.</summary>
    internal ConcurrentQueue<(int Client, string Room, string Nick)> Departures { get; } = [];

    /// <summary>Who was seen entering a room that had not been seen leaving it.</summary>
    internal ConcurrentQueue<(int Client, string Room, string Nick)> Reentries { get; } = [];

    /// <summary>Messages that the server held back for somebody and delivered later, by marker.</summary>
    internal ConcurrentQueue<(int Client, string Marker)> Late { get; } = [];

    /// <summary>Clients that have given a session up.</summary>
    internal ConcurrentDictionary<int, bool> Forgetful { get; } = [];

    internal void Lost(int client) => Forgetful[client] = true;

    internal int Acknowledged => Volatile.Read(ref _acknowledged);

    internal void Sent(Line line) => _lines.Enqueue(line);

    internal void Acknowledge(string marker)
    {
        if (_fates.TryAdd(marker, Fate.Acknowledged)) Interlocked.Increment(ref _acknowledged);
    }

    internal void Refuse(string marker) => _fates[marker] = Fate.Refused;

    internal Fate FateOf(string marker) => _fates.GetValueOrDefault(marker);
}
