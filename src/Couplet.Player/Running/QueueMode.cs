namespace Couplet.Player.Running;

/// <summary>What <c>receives</c> does with a stanza that does not match and arrives while it waits.</summary>
public enum QueueMode
{
    /// <summary>The script fails: the next stanza to arrive must match.</summary>
    Live,

    /// <summary>It is dropped, until the time-out.</summary>
    Skip,
}
