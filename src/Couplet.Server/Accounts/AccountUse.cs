namespace Couplet.Server.Accounts;

/// <summary>
/// Whether an account's entity is still the one to be used. One that is retired is never used again: the next stanza for the account
/// builds another, from storage.
/// </summary>
internal sealed class AccountUse(TimeProvider time)
{
    private long _last = time.GetTimestamp();
    private long _count;
    private bool _isRetired;

    /// <summary>Whether the entity has been retired.</summary>
    internal bool IsRetired
    {
        get
        {
            lock (this) return _isRetired;
        }
    }

    /// <summary>How often the entity was asked for.</summary>
    internal long Count
    {
        get
        {
            lock (this) return _count;
        }
    }

    /// <summary>How long ago it was last asked for.</summary>
    internal TimeSpan Idle
    {
        get
        {
            lock (this) return time.GetElapsedTime(_last);
        }
    }

    /// <summary>Notes that somebody is about to use the entity; false when it is too late.</summary>
    internal bool TryUse()
    {
        lock (this)
        {
            if (_isRetired) return false;
            _count++;
            _last = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>Retires the entity, unless somebody has asked for it since <paramref name="count"/> was read.</summary>
    internal bool TryRetire(long count)
    {
        lock (this)
        {
            if (_count != count) return false;
            return _isRetired = true;
        }
    }
}
