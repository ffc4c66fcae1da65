using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.Components;

/// <summary>
/// What a component sends: checked and passed on. The content of its stanzas has no namespace of its own, so it is in the clients' namespace
/// as soon as it is taken out of the stream.
/// </summary>
internal static class ComponentIntake
{
    /// <exception cref="StreamErrorException">The element is no stanza, or its addresses break the rules of XEP-0114 §3.</exception>
    internal static void Take(Router router, ComponentHost host, RawElement raw, InboundCounter inbound, ComponentStream stream)
    {
        if (raw.Namespace != ComponentsFeature.Namespace) throw new StreamErrorException(StreamErrorCondition.InvalidNamespace, "The stanza's namespace is wrong.");
        if (!Jid.TryParse(raw["from"], out var from) || from.Domain != host.Domain)
            throw new StreamErrorException(StreamErrorCondition.InvalidFrom, "The 'from' address must be of the component's domain.");
        if (raw["to"] is not { Length: > 0 }) throw new StreamErrorException(StreamErrorCondition.ImproperAddressing, "The 'to' address is missing.");
        if (!Stanza.TryRead(raw, out var stanza, out var error)) throw new StreamErrorException(StreamErrorCondition.UnsupportedStanzaType);
        var handled = inbound.Next();
        if (error is null)
        {
            router.Route(stanza!, handled);
            return;
        }
        if (Answer(stanza!, error) is { } answer) stream.Deliver(answer);
        handled.Complete();
    }

    private static Stanza? Answer(Stanza stanza, StanzaError error) => stanza switch
    {
        Iq { Type: IqType.Get or IqType.Set } iq => iq.ToError(error),
        Message { IsError: false } message => message.ToError(error),
        Presence { IsError: false } presence => presence.ToError(error),
        _ => null,
    };
}
