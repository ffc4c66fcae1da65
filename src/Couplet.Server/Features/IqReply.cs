using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features;

/// <summary>What a handler answers: a result, an error, or nothing because the answer comes later by another way.</summary>
public readonly struct IqReply
{
    private IqReply(Element? content, StanzaError? error, bool isDeferred)
    {
        Content = content;
        Error = error;
        IsDeferred = isDeferred;
    }

    /// <summary>The content of the result; null for an empty one.</summary>
    public Element? Content { get; }

    /// <summary>The error, or null.</summary>
    public StanzaError? Error { get; }

    /// <summary>Whether the handler has answered, or will, by itself.</summary>
    public bool IsDeferred { get; }

    /// <summary>An empty result.</summary>
    public static IqReply Ok => default;

    /// <summary>The handler has routed the answer itself, or will.</summary>
    public static IqReply Deferred => new(null, null, true);

    /// <summary>A result with content.</summary>
    public static IqReply Result(Element? content) => new(content, null, false);

    /// <summary>A result with content.</summary>
    public static implicit operator IqReply(Element content) => Result(content);

    /// <summary>An error.</summary>
    public static implicit operator IqReply(StanzaError error) => new(null, error, false);

    /// <summary>As a finished task, for handlers that need not wait.</summary>
    public static implicit operator ValueTask<IqReply>(IqReply reply) => new(reply);

    /// <summary>The stanza that answers <paramref name="request"/>; null when the answer comes by another way.</summary>
    public Iq? ToStanza(Iq request) => IsDeferred ? null
        : Error is not null ? request.ToError(Error)
        : Content is null ? request.ToResult() : request.ToResult(Content);
}
