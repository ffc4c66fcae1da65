using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Carbons;

/// <summary>
/// The messages that were copied not long ago, so that an error which answers one of them is copied too (XEP-0280 §6.1): what an error holds of
/// its message is up to whoever sends it. For the account's mailbox only.
/// </summary>
internal sealed class CarbonMemory
{
    /// <summary>Messages of one account that are remembered.</summary>
    internal const int Most = 200;

    private readonly Queue<(string Id, Jid With)> _order = new();
    private readonly HashSet<(string Id, Jid With)> _copied = [];

    /// <summary>Notes a message that was exchanged with somebody.</summary>
    internal void Note(Message message, Jid with)
    {
        if (message.Id is not { Length: <= 256 } id || !_copied.Add((id, with.Bare))) return;
        _order.Enqueue((id, with.Bare));
        if (_order.Count > Most) _copied.Remove(_order.Dequeue());
    }

    /// <summary>Whether an error that was exchanged with somebody answers such a message.</summary>
    internal bool Answers(Message error, Jid with) => error.IsError && error.Id is { } id && _copied.Contains((id, with.Bare));
}
