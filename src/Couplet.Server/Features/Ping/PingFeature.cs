using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Ping;

/// <summary>XEP-0199: is anybody there?</summary>
internal sealed class PingFeature : IFeature
{
    internal const string Namespace = "urn:xmpp:ping";

    public string Specification => "XEP-0199";

    public void Register(FeatureRegistry registry)
    {
        registry.Advertise(DiscoTarget.Server | DiscoTarget.Account, Namespace);
        registry.HandleIq(DiscoTarget.Server | DiscoTarget.Account, IqType.Get, "ping", Namespace, static _ => IqReply.Ok);
    }
}
