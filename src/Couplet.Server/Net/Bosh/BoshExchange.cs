namespace Couplet.Server.Net.Bosh;

/// <summary>A request and the answer it waits for.</summary>
internal sealed class BoshExchange(BoshRequest request, long arrived)
{
    internal BoshRequest Request { get; } = request;

    /// <summary>When it came, as a timestamp.</summary>
    internal long Arrived { get; } = arrived;

    /// <summary>The answer; another one where the client has sent the request again.</summary>
    internal TaskCompletionSource<byte[]> Answer { get; private set; } = New();

    /// <summary>How often the client has sent it again.</summary>
    internal int Repetitions { get; private set; }

    /// <summary>The client has sent it again: the request that was there is let go, and the new one gets the answer.</summary>
    internal Task<byte[]> Repeat()
    {
        Repetitions++;
        Answer.TrySetResult(BoshBody.Recoverable);
        Answer = New();
        return Answer.Task;
    }

    private static TaskCompletionSource<byte[]> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
