using Couplet.Protocol.Addressing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>
/// The sessions to which a decision says more than one thing: they get it in one write, so that a newcomer sees the room at once and nobody
/// sees half of a change.
/// </summary>
internal sealed class DeliveredTogether
{
    private readonly List<ClientSession> _sessions = [];
    private readonly HashSet<Jid> _told = [];

    /// <summary>Holds back what is delivered to these sessions from now on.</summary>
    internal void Begin(List<RoomOutcome> outcomes, Func<Jid, ClientSession?> find)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome.Deliveries.Length < 2) continue;
            _told.Clear();
            // All that a newcomer gets has one list of recipients: it is looked at twice, however long that is.
            var times = 0;
            var before = outcome.Deliveries[0].Recipients;
            foreach (var delivery in outcome.Deliveries)
            {
                times = delivery.Recipients == before ? times + 1 : 1;
                before = delivery.Recipients;
                if (times > 2) continue;
                foreach (var recipient in before)
                    if (!_told.Add(recipient) && find(recipient) is { } session) Begin(session);
            }
        }
        _told.Clear();
    }

    /// <summary>Lets all of it go.</summary>
    internal void End()
    {
        foreach (var session in _sessions) session.EndBatch();
        _sessions.Clear();
    }

    private void Begin(ClientSession session)
    {
        session.BeginBatch();
        _sessions.Add(session);
    }
}
