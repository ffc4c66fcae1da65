using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Sessions.Negotiation;

namespace Couplet.Server.Features.Session;

/// <summary>What older clients ask for after binding (RFC 3921 §3), a formality; and what nobody may do twice: bind (RFC 6120 §7).</summary>
internal sealed class SessionFeature : IFeature
{
    internal const string Namespace = "urn:ietf:params:xml:ns:xmpp-session";

    public string Specification => "RFC-3921";

    public void Register(FeatureRegistry registry)
    {
        registry.Stream(new StreamFeature(StreamPhase.Authenticated, static () => new Element("session", Namespace, new Element("optional", Namespace))));
        const DiscoTarget everywhere = DiscoTarget.Server | DiscoTarget.Account;
        registry.HandleIq(everywhere, IqType.Set, "session", Namespace, static _ => IqReply.Ok);
        registry.HandleIq(everywhere, IqType.Set, "bind", StreamFeatureNamespaces.Bind, static _ => (IqReply)StanzaError.NotAllowed("A resource is bound already."));
    }
}
