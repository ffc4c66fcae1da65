using System.Collections.Concurrent;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Sessions;

/// <summary>
/// Remembers for a while how many stanzas were handled of resumable sessions that are over: who comes too late learns at least what need not be
/// said again (XEP-0198 §5).
/// </summary>
internal sealed class ExpiredSessions
{
    private const int Most = 4_096;

    private readonly ConcurrentDictionary<string, (Jid Account, uint Handled)> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    internal void Add(string id, Jid account, uint handled)
    {
        if (_sessions.TryAdd(id, (account, handled))) _order.Enqueue(id);
        while (_order.Count > Most && _order.TryDequeue(out var oldest)) _sessions.TryRemove(oldest, out _);
    }

    /// <summary>How many stanzas were handled; null where that is not known, or was another account's.</summary>
    internal uint? Find(string id, Jid account) => _sessions.TryGetValue(id, out var known) && known.Account == account ? known.Handled : null;
}
