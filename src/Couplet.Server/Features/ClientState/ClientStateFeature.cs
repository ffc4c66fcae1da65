using Couplet.Protocol.Xml;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.ClientState;

/// <summary>XEP-0352: a client that nobody looks at is not woken for what can wait.</summary>
internal sealed class ClientStateFeature : IFeature
{
    internal const string Namespace = "urn:xmpp:csi:0";

    public string Specification => "XEP-0352";

    public void Register(FeatureRegistry registry)
    {
        registry.Stream(new StreamFeature(StreamPhase.Authenticated, static () => new Element("csi", Namespace)));
        registry.Nonzas[Namespace] = Handle;
    }

    private static void Handle(ClientSession session, RawElement element)
    {
        if (element.Name == "inactive") session.OutboundFilter ??= new ClientStateFilter(session);
        else if (element.Name == "active") session.ReleaseFilter();
    }
}
