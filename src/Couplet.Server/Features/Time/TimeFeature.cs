using System.Globalization;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Time;

/// <summary>XEP-0202: the server's clock, in UTC.</summary>
internal sealed class TimeFeature : IFeature
{
    internal const string Namespace = "urn:xmpp:time";

    public string Specification => "XEP-0202";

    public void Register(FeatureRegistry registry)
    {
        registry.Advertise(DiscoTarget.Server, Namespace);
        registry.HandleIq(DiscoTarget.Server, IqType.Get, "time", Namespace, _ => IqReply.Result(new Element("time", Namespace,
            new Element("tzo", Namespace, "+00:00"),
            new Element("utc", Namespace, registry.Server.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)))));
    }
}
