namespace Couplet.Server.Accounts;

/// <summary>
/// Whether an account's entity is still the one to be used. One that is retired is never used again: the next stanza for the account
/// builds another, from storage.
/// </summary>
internal sealed class AccountUse(TimeProvider time)
{
    private const long Retired = -1;

    private long _last = time.GetTimestamp();
    private long _count; // or Retired

    /// <summary>Whether the entity has been retired.</summary>
    internal bool IsRetired => Volatile.Read(ref _count) == Retired;

    /// <summary>How often the entity was asked for.</summary>
    internal long Count => Volatile.Read(ref _count);

    /// <summary>How long ago it was last asked for.</summary>
    internal TimeSpan Idle => time.GetElapsedTime(Volatile.Read(ref _last));

    /// <summary>Notes that somebody is about to use the entity; false when it is too late.</summary>
    /// <param name="now">The time, as a timestamp of the clock.</param>
    internal bool TryUse(long now)
    {
        // Before it is counted: whoever sees the count sees the time too, and does not take the entity for idle.
        Volatile.Write(ref _last, now);
        for (var count = Count; count != Retired; count = Count)
            if (Interlocked.CompareExchange(ref _count, count + 1, count) == count) return true;
        return false;
    }

    /// <summary>Retires the entity, unless somebody has asked for it since <paramref name="count"/> was read.</summary>
    internal bool TryRetire(long count) => count != Retired && Interlocked.CompareExchange(ref _count, Retired, count) == count;
}
