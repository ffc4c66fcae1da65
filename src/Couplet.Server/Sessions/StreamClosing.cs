using Couplet.Protocol.Stanzas;
using Couplet.Server.Net;
using Couplet.Server.Observability;

namespace Couplet.Server.Sessions;

/// <summary>The end of a stream (RFC 6120 §4.4, §4.9): what is due is sent, the session is ended or waits, the connection is closed.</summary>
internal static class StreamClosing
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    internal static async Task RunAsync(ClientStream stream, StreamEnd end)
    {
        if (end.Error is { } error)
        {
            NetLog.StreamError(stream.Directory.Logger, stream.RemoteAddress, error.Name, error.Text);
            Telemetry.StreamError(error);
        }
        var session = stream.Session;
        var waits = session is { IsEnded: false, Management.Id: not null } && (end.LeavesSession || stream.Directory.Keeps(session, end));
        if (waits && !end.LeavesSession) await SettleAsync(session!).ConfigureAwait(false);
        if (session is not null && !waits)
        {
            if (!end.IsLost && end.Error is null) await SettleAsync(session).ConfigureAwait(false);
            session.End();
        }
        if (!end.IsLost && await stream.Outbound.ReleaseAsync(s_patience).ConfigureAwait(false) && await SayAsync(stream, end.Error).ConfigureAwait(false))
            await stream.Transport.CloseAsync().ConfigureAwait(false);
        else
            await CutAsync(stream).ConfigureAwait(false);
        if (waits) session!.WaitForResumption(stream);
        else if (session is not null) Undelivered.HandBack(session);
        else stream.Outbound.Close();
    }

    private static async Task CutAsync(ClientStream stream)
    {
        stream.Transport.Abort();
        try
        {
            await stream.Outbound.DetachAsync(s_patience).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            NetLog.StreamFailed(stream.Directory.Logger, e);
        }
    }

    // What the client asked for before it said goodbye is still answered.
    private static async Task SettleAsync(StreamSession session)
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await session.Inbound.WhenIdleAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Something takes long; the client does not wait for it.
        }
    }

    private static async Task<bool> SayAsync(ClientStream stream, StreamError? error)
    {
        var sink = stream.Transport.Sink;
        var framing = stream.Transport.Framing;
        // §4.9.1.1: an error belongs into a stream, so ours is opened first.
        if (!stream.IsOpen) sink.Write(framing.Open(stream.Domain.ToString(), "0", null));
        if (error is not null) sink.Write(framing.Encode(error.ToElement()));
        sink.Write(framing.Close);
        try
        {
            return await sink.FlushAsync().AsTask().WaitAsync(s_patience).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException or OperationCanceledException or ObjectDisposedException
            or InvalidOperationException or System.Net.WebSockets.WebSocketException)
        {
            return false;
        }
    }
}
