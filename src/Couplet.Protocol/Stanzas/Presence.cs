using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Protocol.Stanzas;

/// <summary>A presence stanza (RFC 6121 §4).</summary>
public sealed class Presence : Stanza
{
    internal Presence(in StanzaHeader header, PresenceType type, ImmutableArray<object> content, ReadOnlyMemory<byte>? bytes) : base(header, content, bytes)
        => Type = type;

    /// <summary>A presence stanza with this content: elements and text.</summary>
    public Presence(in StanzaHeader header, PresenceType type, params ImmutableArray<object> content) : this(header, type, content, null)
    {
    }

    /// <summary>The type; <see cref="PresenceType.Available"/> where the attribute is absent.</summary>
    public PresenceType Type { get; }

    /// <inheritdoc/>
    public override string Name => "presence";

    /// <inheritdoc/>
    public override string? TypeName => Type == PresenceType.Available ? null : WireName.Of(Type);

    /// <inheritdoc/>
    public override bool IsError => Type == PresenceType.Error;

    /// <summary>The priority (RFC 6121 §4.7.2.3), from -128 to 127; 0 where absent or invalid.</summary>
    public int Priority => sbyte.TryParse(ChildText("priority")?.Trim(), System.Globalization.NumberStyles.AllowLeadingSign,
        System.Globalization.CultureInfo.InvariantCulture, out var p) ? p : 0;

    /// <summary>The error that answers this presence; what it said is repeated in it (RFC 6120 §8.3.1) unless it is long or has a password in it.</summary>
    public Presence ToError(StanzaError error) => new(new StanzaHeader(To, From, Id), PresenceType.Error, [.. Echo, error.ToElement()]);

    /// <inheritdoc/>
    public override Presence WithHeader(in StanzaHeader header) => new(header, Type, Shared.Content, Shared.Bytes);

    /// <inheritdoc/>
    public override Presence WithContent(ImmutableArray<object> content) => new(Header, Type, content, null);

    internal static bool TryParseType(string? type, out PresenceType result)
    {
        result = PresenceType.Available;
        return type is null || (type != "available" && WireName.TryParse(type, out result));
    }
}

/// <summary>RFC 6121 §4.7.1.</summary>
public enum PresenceType
{
    /// <summary>No <c>type</c>: available.</summary>
    Available,
    /// <summary>No longer available.</summary>
    Unavailable,
    /// <summary>Asks for a subscription.</summary>
    Subscribe,
    /// <summary>Grants a subscription.</summary>
    Subscribed,
    /// <summary>Gives a subscription up.</summary>
    Unsubscribe,
    /// <summary>Refuses or cancels a subscription.</summary>
    Unsubscribed,
    /// <summary>A server asks for the current presence.</summary>
    Probe,
    /// <summary>An earlier presence could not be processed.</summary>
    Error,
}
