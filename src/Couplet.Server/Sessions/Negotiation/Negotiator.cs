using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features;
using Couplet.Server.Net;

namespace Couplet.Server.Sessions.Negotiation;

/// <summary>Everything on a stream that is no stanza of a bound session: headers, features, and the steps between them.</summary>
internal static class Negotiator
{
    /// <summary>Whether an element is a stanza of the client's.</summary>
    internal static bool IsStanza(RawElement element) => element.Name is "message" or "presence" or "iq" && element.Namespace == Stanza.ClientNamespace;

    /// <summary>Answers a stream header with ours and the features (RFC 6120 §4.3.2).</summary>
    /// <exception cref="StreamErrorException">The header breaks a rule.</exception>
    internal static void Open(ClientStream stream, string? from, StreamError? error)
    {
        stream.SendHeader(from);
        if (error is not null) throw new StreamErrorException(error);
        if (!stream.State.HasFlag(StreamState.Bound)) stream.Send(Features(stream));
    }

    /// <summary>Takes an element of the first level.</summary>
    /// <returns>True when it closes the stream.</returns>
    internal static async ValueTask<bool> TakeAsync(ClientStream stream, RawElement element)
    {
        if (element.Namespace == WebSocketTransport.FramingNamespace && stream.Transport.Framing == StreamFraming.Messages)
        {
            if (element.Name == "close") return true;
            if (element.Name != "open" || stream.IsOpen) throw new StreamErrorException(StreamErrorCondition.BadFormat);
            Open(stream, element["from"], StreamHeader.Check(element, stream));
            return false;
        }
        if (!stream.IsOpen) throw new StreamErrorException(StreamErrorCondition.BadFormat, "The stream was not opened.");
        foreach (var step in stream.Directory.Steps)
        {
            if (!step.Knows(element)) continue;
            if (step.IsDue(stream.State)) await step.TakeAsync(stream, element).ConfigureAwait(false);
            else step.OutOfTurn(stream, element);
            return false;
        }
        if (IsStanza(element)) await PreAuthentication.TakeAsync(stream, element).ConfigureAwait(false);
        else if (stream.Session is { } session && stream.Server.Features.Nonzas.TryGetValue(element.Namespace, out var nonza)) nonza(session, element);
        else if (element.Name is "message" or "presence" or "iq")
            throw new StreamErrorException(StreamErrorCondition.InvalidNamespace, "The stanza's namespace is wrong.");
        else if (!stream.State.HasFlag(StreamState.Authenticated))
            throw new StreamErrorException(StreamErrorCondition.NotAuthorized, "Authenticate first.");
        else throw new StreamErrorException(StreamErrorCondition.UnsupportedStanzaType, "This element is not known here.");
        return false;
    }

    private static Element Features(ClientStream stream)
    {
        var phase = stream.State.HasFlag(StreamState.Authenticated) ? StreamPhase.Authenticated : StreamPhase.Unauthenticated;
        var mayLogIn = stream.IsSecure || !stream.Server.Options.RequireTls;
        return new Element("features", StreamError.StreamNamespace,
            stream.Directory.Steps.Where(s => s.IsDue(stream.State)).SelectMany(s => s.Offer(stream)),
            mayLogIn ? stream.Server.Features.StreamFeatures.Where(f => f.Phase == phase && !(f.ForMembers && stream.IsForGuests)).Select(f => f.Element()).OfType<Element>() : null);
    }
}
