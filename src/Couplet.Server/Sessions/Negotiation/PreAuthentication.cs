using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Sessions.Negotiation;

/// <summary>Stanzas before a resource is bound: requests that a feature answers (in-band registration), and nothing else (RFC 6120 §4.3.3, §7.1).</summary>
internal static class PreAuthentication
{
    internal static async ValueTask TakeAsync(ClientStream stream, RawElement element)
    {
        if (stream.State.HasFlag(StreamState.Authenticated)) throw new StreamErrorException(StreamErrorCondition.NotAuthorized, "Bind a resource first.");
        var mayLogIn = stream.IsSecure || !stream.Server.Options.RequireTls;
        if (!mayLogIn || stream.IsForGuests || !Stanza.TryRead(element, out var stanza, out var error) || stanza is not Iq { IsRequest: true, FirstChild: { } payload } iq
            || !stream.Server.Features.PreAuthenticationIqs.TryGetValue(payload.Namespace, out var handler))
            throw new StreamErrorException(StreamErrorCondition.NotAuthorized, "Authenticate first.");
        if (error is not null || iq.Elements().Skip(1).Any())
        {
            stream.Send(iq.ToError(error ?? StanzaError.BadRequest("An iq request has exactly one child element.")));
            return;
        }
        var reply = await handler(iq, payload, stream).ConfigureAwait(false);
        if (reply.ToStanza(iq) is { } answer) stream.Send(answer);
    }
}
