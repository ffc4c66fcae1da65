using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Protocol.Stanzas;

/// <summary>An info/query (RFC 6120 §8.2.3).</summary>
public sealed class Iq : Stanza
{
    internal Iq(in StanzaHeader header, IqType type, ImmutableArray<object> content, ReadOnlyMemory<byte>? bytes) : base(header, content, bytes)
        => Type = type;

    /// <summary>An iq with this content.</summary>
    public Iq(in StanzaHeader header, IqType type, params ImmutableArray<object> content) : this(header, type, content, null)
    {
    }

    /// <summary>The type.</summary>
    public IqType Type { get; }

    /// <summary>Whether this asks for an answer (get or set).</summary>
    public bool IsRequest => Type is IqType.Get or IqType.Set;

    /// <inheritdoc/>
    public override string Name => "iq";

    /// <inheritdoc/>
    public override string TypeName => WireName.Of(Type);

    /// <inheritdoc/>
    public override bool IsError => Type == IqType.Error;

    /// <summary>The result that answers this request.</summary>
    public Iq ToResult(params ReadOnlySpan<object> content) => new(new StanzaHeader(To, From, Id), IqType.Result, [.. content]);

    /// <summary>The error that answers this request; what was asked is repeated in it (RFC 6120 §8.3.1) unless it is long or has a password in it.</summary>
    public Iq ToError(StanzaError error) => new(new StanzaHeader(To, From, Id), IqType.Error, [.. Echo, error.ToElement()]);

    /// <inheritdoc/>
    public override Iq WithHeader(in StanzaHeader header) => new(header, Type, Shared.Content, Shared.Bytes);

    /// <inheritdoc/>
    public override Iq WithContent(ImmutableArray<object> content) => new(Header, Type, content, null);

    internal static bool TryParseType(string? type, out IqType result)
    {
        result = default;
        return type is not null && WireName.TryParse(type, out result);
    }
}

/// <summary>RFC 6120 §8.2.3.</summary>
public enum IqType
{
    /// <summary>Asks for information.</summary>
    Get,
    /// <summary>Provides data or asks for an action.</summary>
    Set,
    /// <summary>Answers with success.</summary>
    Result,
    /// <summary>Answers with an error.</summary>
    Error,
}
