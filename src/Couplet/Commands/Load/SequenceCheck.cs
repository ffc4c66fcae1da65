namespace Couplet.Commands.Load;

/// <summary>What one receiver has of each sender: the next message must be the next one sent (RFC 6120 §10.1). For one thread at a time.</summary>
internal sealed class SequenceCheck(int senders, LoadTally tally)
{
    private readonly long[] _next = new long[senders];

    /// <summary>Takes a message; counts it once, and whether it came in its place.</summary>
    internal void Take(in LoadMark mark, bool own)
    {
        if (mark.Sender < 0 || mark.Sender >= _next.Length)
        {
            tally.Disorder();
            return;
        }
        ref var next = ref _next[mark.Sender];
        if (mark.Sequence != next) tally.Disorder();
        if (mark.Sequence < next) return; // once more, or late: what was missed stays missed
        next = mark.Sequence + 1;
        tally.Deliver(mark.SentAt, own);
    }
}
