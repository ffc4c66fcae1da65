using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Sessions;

/// <summary>Ends a stream with an error (RFC 6120 §4.9). Caught in one place, where the stream is closed.</summary>
internal sealed class StreamErrorException(StreamError error) : Exception(error.Text ?? error.Name)
{
    internal StreamErrorException(StreamErrorCondition condition, string? text = null) : this(new StreamError(condition, text))
    {
    }

    internal StreamError Error { get; } = error;
}
