using System.Diagnostics;

namespace Couplet.Commands.Load;

/// <summary>One who sends numbered messages to one address.</summary>
internal sealed class Speaker(LoadClient client, MessageTemplate template, LoadTally tally, int group, int number)
{
    private readonly Lock _gate = new();
    private long _sent;

    /// <summary>The number among those who speak in one room or pair.</summary>
    internal int Number { get; } = number;

    /// <summary>Messages sent so far.</summary>
    internal long Sent => Volatile.Read(ref _sent);

    /// <summary>Writes the next message into the client's outbox. The first answer may come before the last of the first messages is written.</summary>
    internal void Say()
    {
        lock (_gate)
        {
            client.Outbox.Add(template, new LoadMark(group, Number, _sent, Stopwatch.GetTimestamp()));
            Volatile.Write(ref _sent, _sent + 1);
        }
        tally.Send();
    }

    /// <summary>Sends what it has written.</summary>
    internal async ValueTask FlushAsync(CancellationToken cancellation)
    {
        try
        {
            await client.Outbox.FlushAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The reading side notices too, and says so.
        }
    }
}
