using Couplet.Server.Accounts;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Push;

/// <summary>An account's push targets, and the notifications that are under way. For the account's mailbox only.</summary>
internal sealed class PushTargets
{
    private const string Kind = "push";

    private readonly Dictionary<string, PushTarget> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _pending = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private bool _isLoaded;

    internal IReadOnlyCollection<PushTarget> All => _targets.Values;

    /// <summary>Messages since the account was last online.</summary>
    internal int Waiting { get; set; }

    internal static async ValueTask<PushTargets> OfAsync(Account account)
    {
        var targets = account.Feature<PushTargets>();
        if (targets._isLoaded) return targets;
        foreach (var (_, value) in await account.Server.Storage.Documents.ListAsync(account.Jid.ToString(), Kind).ConfigureAwait(false))
        {
            var target = PushTarget.Read(value);
            targets._targets[target.Key] = target;
        }
        targets._isLoaded = true;
        return targets;
    }

    internal async ValueTask SaveAsync(Account account, PushTarget target)
    {
        await account.Server.Storage.Documents.WriteAsync(new[] { new DocumentWrite(account.Jid.ToString(), Kind, target.Key, target.Write()) }).ConfigureAwait(false);
        _targets[target.Key] = target;
    }

    internal async ValueTask RemoveAsync(Account account, Func<PushTarget, bool> isUnwanted)
    {
        var gone = _targets.Values.Where(isUnwanted).ToList();
        if (gone.Count == 0) return;
        await account.Server.Storage.Documents.WriteAsync(gone.Select(t => new DocumentWrite(account.Jid.ToString(), Kind, t.Key, null)).ToArray()).ConfigureAwait(false);
        foreach (var target in gone) _targets.Remove(target.Key);
    }

    /// <summary>Notes which target a notification went to; the oldest are forgotten.</summary>
    internal void Sent(string id, PushTarget target)
    {
        if (_order.Count >= 256) _pending.Remove(_order.Dequeue());
        _order.Enqueue(id);
        _pending[id] = target.Key;
    }

    /// <summary>The target of a notification that was answered, or null.</summary>
    internal PushTarget? Answered(string? id) => id is not null && _pending.Remove(id, out var key) ? _targets.GetValueOrDefault(key) : null;
}
