using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>
/// Which private messages went to whom lately. An error that comes back says neither what it is about nor that it is private, and one that
/// answers a message to everybody is nobody's business. Kept in memory only: with the process the visits end too.
/// </summary>
internal sealed class PrivateTraffic
{
    private const int Most = 1024;

    private readonly Queue<(Jid, Jid, string)> _order = new();
    private readonly HashSet<(Jid Recipient, Jid From, string Id)> _sent = [];

    internal void Note(RoomDelivery delivery)
    {
        if (delivery.Template is not Message { Type: not (MessageType.Groupchat or MessageType.Error), Id: { } id, From.Resource: not null } message) return;
        foreach (var recipient in delivery.Recipients)
        {
            if (!_sent.Add((recipient, message.From, id))) continue;
            _order.Enqueue((recipient, message.From, id));
            if (_order.Count > Most) _sent.Remove(_order.Dequeue());
        }
    }

    internal bool Has(Jid recipient, Jid from, string id) => _sent.Contains((recipient, from, id));
}
