using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Net;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Sessions;

/// <summary>How a stream came to its end.</summary>
/// <param name="Error">The error to close it with; null if there is none.</param>
/// <param name="IsLost">Whether the connection broke without a word.</param>
internal sealed record StreamEnd(StreamError? Error, bool IsLost = false)
{
    /// <summary>The client has closed the stream.</summary>
    internal static StreamEnd Clean { get; } = new(Error: null);

    /// <summary>The connection broke.</summary>
    internal static StreamEnd Lost { get; } = new(null, true);

    /// <summary>Whether the session may go on with another connection: the client has not ended it, nor done anything wrong.</summary>
    internal bool LeavesSession => IsLost || Error?.Condition is StreamErrorCondition.ConnectionTimeout or StreamErrorCondition.ResourceConstraint;

    /// <summary>Reads a stream to its end. The one place where what ends a stream is caught.</summary>
    /// <param name="read">Reads until the other side closes or something is wrong.</param>
    /// <param name="failure">Why the stream was ended from this side, if it was.</param>
    /// <param name="logger">For what nobody expected.</param>
    internal static async Task<StreamEnd> OfAsync(Func<Task<StreamEnd>> read, Func<StreamError?> failure, ILogger logger)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (StreamErrorException e)
        {
            return new StreamEnd(e.Error);
        }
        catch (XmlStreamException e)
        {
            return new StreamEnd(new StreamError(e.Condition, e.Message));
        }
        catch (OperationCanceledException) when (failure() is not null)
        {
            return new StreamEnd(failure());
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException
            or System.Net.WebSockets.WebSocketException)
        {
            return Lost;
        }
#pragma warning disable CA1031 // a failure of one stream is no other's business
        catch (Exception e)
#pragma warning restore CA1031
        {
            NetLog.StreamFailed(logger, e);
            return new StreamEnd(new StreamError(StreamErrorCondition.InternalServerError));
        }
    }
}
