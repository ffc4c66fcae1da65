using System.Buffers;
using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;

namespace Couplet.Protocol.Stanzas;

/// <summary>A message (RFC 6121 §5).</summary>
public sealed class Message : Stanza
{
    // Whoever wrote the type that is the default finds it again: it goes through as it came.
    private readonly bool _spellsNormal;

    internal Message(in StanzaHeader header, MessageType type, ImmutableArray<object> content, ReadOnlyMemory<byte>? bytes, bool spellsNormal = false)
        : base(header, content, bytes)
    {
        Type = type;
        _spellsNormal = spellsNormal;
    }

    private Message(Message before, Element last) : base(before, last)
    {
        Type = before.Type;
        _spellsNormal = before._spellsNormal;
    }

    /// <summary>A message with this content: elements and text.</summary>
    public Message(in StanzaHeader header, MessageType type, params ImmutableArray<object> content) : this(header, type, content, null)
    {
    }

    /// <summary>The type; an unknown one on the wire counts as <see cref="MessageType.Normal"/> (RFC 6121 §5.2.2).</summary>
    public MessageType Type { get; }

    /// <inheritdoc/>
    public override string Name => "message";

    /// <inheritdoc/>
    public override string? TypeName => Type switch
    {
        MessageType.Chat => "chat",
        MessageType.Groupchat => "groupchat",
        MessageType.Headline => "headline",
        MessageType.Error => "error",
        _ => _spellsNormal ? "normal" : null,
    };

    /// <inheritdoc/>
    public override bool IsError => Type == MessageType.Error;

    /// <summary>The text of the first <c>body</c>, or null.</summary>
    public string? Body => ChildText("body");

    /// <summary>The error that answers this message; what it said is repeated in it (RFC 6120 §8.3.1) unless it is long or has a password in it.</summary>
    public Message ToError(StanzaError error) => new(new StanzaHeader(To, From, Id), MessageType.Error, [.. Echo, error.ToElement()]);

    /// <inheritdoc/>
    public override Message WithHeader(in StanzaHeader header) => new(header, Type, Shared.Content, Shared.Bytes, _spellsNormal);

    /// <inheritdoc/>
    public override Message WithContent(ImmutableArray<object> content) => new(Header, Type, content, null, _spellsNormal);

    /// <summary>A copy with one more child at the end; what is encoded already is not encoded again.</summary>
    public Message Append(Element child) => new(this, child);

    internal static MessageType ParseType(string? type) => type switch
    {
        "chat" => MessageType.Chat,
        "groupchat" => MessageType.Groupchat,
        "headline" => MessageType.Headline,
        "error" => MessageType.Error,
        _ => MessageType.Normal,
    };
}

/// <summary>RFC 6121 §5.2.2.</summary>
public enum MessageType
{
    /// <summary>A single message outside a conversation; the default.</summary>
    Normal,
    /// <summary>Part of a one-to-one conversation.</summary>
    Chat,
    /// <summary>In a room.</summary>
    Groupchat,
    /// <summary>An alert; no answer is expected.</summary>
    Headline,
    /// <summary>An earlier message could not be delivered.</summary>
    Error,
}
