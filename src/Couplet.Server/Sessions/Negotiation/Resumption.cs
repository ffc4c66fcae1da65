using System.Globalization;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Net;

namespace Couplet.Server.Sessions.Negotiation;

/// <summary>Resuming a session on another connection (XEP-0198 §5).</summary>
internal static class Resumption
{
    // How long a connection that is still there may take to let go of the session.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_flushPatience = TimeSpan.FromSeconds(1);

    internal static async ValueTask TakeAsync(ClientStream stream, RawElement resume)
    {
        if (stream.State.HasFlag(StreamState.Bound) || resume["previd"] is not { } id || !StreamManagementStep.TryCount(resume["h"], out var h))
        {
            StreamManagementStep.Refuse(stream, stream.State.HasFlag(StreamState.Bound) ? StanzaError.UnexpectedRequest() : StanzaError.BadRequest());
            return;
        }
        if (stream.Directory.FindResumable(id) is not { } found || found.Account.Jid != stream.Account || stream.Directory.ClaimResumable(id) is not { } session)
        {
            StreamManagementStep.Refuse(stream, StanzaError.ItemNotFound(), stream.Directory.HandledBy(id, stream.Account));
            return;
        }
        var before = session.Unlink();
        if (before is not null) await TakeOverAsync(session, before).ConfigureAwait(false);
        await HandledAsync(session).ConfigureAwait(false);
        if (session.IsEnded)
        {
            StreamManagementStep.Refuse(stream, StanzaError.ItemNotFound(), session.HandledCount);
            return;
        }
        try
        {
            StreamManagementStep.CheckCount(session.Management!, h);
        }
        catch (StreamErrorException)
        {
            session.Close(new StreamError(StreamErrorCondition.UndefinedCondition));
            throw;
        }
        if (!await stream.Outbound.ReleaseAsync(s_patience).ConfigureAwait(false)) throw new IOException("The connection is lost.");
        session.Link(stream);
        stream.Directory.TryAddResumable(session, id);
        stream.Bound(session);
        session.Outbound.Attach(stream.Transport.Sink, stream.Transport.Framing.Encode(new Element("resumed", StreamManagement.Namespace,
            new XmlAttr("previd", id), new XmlAttr("h", session.HandledCount.ToString(CultureInfo.InvariantCulture)))));
        // Who resumes counts as active (XEP-0352 §5).
        session.ReleaseFilter();
    }

    // The connection before is told, if it can be told; it has nothing to do with the session any more.
    private static async Task TakeOverAsync(StreamSession session, ClientStream before)
    {
        var own = new TaskCompletionSource<OutboundQueue>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = new OutboundQueue(long.MaxValue);
        before.Supersede(own.Task, new StreamError(StreamErrorCondition.Conflict, "The session was resumed on another connection."));
        try
        {
            await before.ReadingEnded.WaitAsync(s_patience).ConfigureAwait(false);
            if (await session.Outbound.ReleaseAsync(s_flushPatience).ConfigureAwait(false)) queue.Attach(before.Transport.Sink);
            else before.Transport.Abort();
        }
        catch (TimeoutException)
        {
            before.Transport.Abort();
        }
        own.SetResult(queue);
    }

    // What was taken in and is not handled yet would be sent again by the client: better to wait for it.
    private static async Task HandledAsync(StreamSession session)
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await session.Inbound.WhenIdleAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The count tells the client what it has to send again.
        }
    }
}
