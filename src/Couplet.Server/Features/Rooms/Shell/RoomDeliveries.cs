using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>The way from a room to its occupants: each stanza is encoded once, each recipient costs a look-up and a reference.</summary>
/// <param name="server">The server.</param>
/// <param name="unseen">Told of messages that a session has been given whose connection is lost.</param>
internal sealed class RoomDeliveries(CoupletServer server, Action<Account, Message> unseen)
{
    private const int MostCached = 4096;
    private readonly Dictionary<Jid, ClientSession> _sessions = [];

    internal void Send(ImmutableArray<RoomDelivery> deliveries)
    {
        foreach (var delivery in deliveries) Send(delivery);
    }

    private void Send(RoomDelivery delivery)
    {
        EncodedStanza? encoded = null;
        foreach (var recipient in delivery.Recipients)
        {
            if (Find(recipient) is { } session && session.Deliver(encoded ??= EncodedStanza.Of(delivery.Template), recipient))
            {
                if (session.IsDetached && delivery.Template is Message message) unseen(session.Account, message.WithHeader(message.Header with { To = recipient }));
                continue;
            }
            _sessions.Remove(recipient);
            // Not a session of this server, or one that has just ended: the host of its domain knows what to do.
            server.Router.Route(delivery.Template.WithAddresses(delivery.Template.From, recipient));
        }
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
