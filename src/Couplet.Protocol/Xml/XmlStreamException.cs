using Couplet.Protocol.Stanzas;

namespace Couplet.Protocol.Xml;

/// <summary>The input breaks a rule of RFC 6120 §11 or a limit; the stream ends with <see cref="Condition"/>.</summary>
public sealed class XmlStreamException(StreamErrorCondition condition, string message, long? position = null) : Exception(message)
{
    /// <summary>The stream error to close the stream with.</summary>
    public StreamErrorCondition Condition { get; } = condition;

    /// <summary>Where the fault was found: a count of bytes from the start of the stream or document; null if unknown.</summary>
    public long? Position { get; } = position;
}
