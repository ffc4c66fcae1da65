namespace Couplet.Server.Storage;

/// <summary>How an append ended. Anything but <see cref="Committed"/> has left the log as it was.</summary>
public enum AppendResult
{
    /// <summary>The events are on disk.</summary>
    Committed,
    /// <summary>A first event is not the next of its stream: somebody else wrote. Read the log again.</summary>
    SequenceTaken,
    /// <summary>The owner's epoch no longer stands. It must stop.</summary>
    Fenced,
}
