namespace Couplet.Server.Routing;

/// <summary>
/// The promise that a stanza taken from a stream will be reported as handled once, when everything it changed has been committed
/// (XEP-0198 §4: what <c>h</c> counts). <c>default</c> is nobody's promise: for stanzas that the server makes itself.
/// </summary>
public readonly struct Handled(IHandledCounter? counter, long index)
{
    /// <summary>Reports the stanza as handled.</summary>
    public void Complete() => counter?.Complete(index);

    /// <summary>The stanza as the session journal knows it; null where its session cannot be resumed.</summary>
    internal Sessions.Journal.InboundMark? Mark => (counter as Sessions.InboundCounter)?.MarkOf(index);
}

/// <summary>Counts what has been handled; the completions may come out of order and from any thread.</summary>
public interface IHandledCounter
{
    /// <summary>The stanza with this running number has been handled.</summary>
    void Complete(long index);
}
