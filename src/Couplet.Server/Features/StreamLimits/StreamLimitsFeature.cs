using System.Globalization;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.StreamLimits;

/// <summary>XEP-0478: how large an element may be, and when silence is asked about.</summary>
internal sealed class StreamLimitsFeature : IFeature
{
    internal const string Namespace = "urn:xmpp:stream-limits:0";

    public string Specification => "XEP-0478";

    public void Register(FeatureRegistry registry)
    {
        var limits = registry.Server.Options.Limits;
        registry.Stream(new StreamFeature(StreamPhase.Unauthenticated, () => Limits(limits.UnauthenticatedBytes, limits.LoginSeconds)));
        registry.Stream(new StreamFeature(StreamPhase.Authenticated, () => Limits(limits.StanzaBytes, limits.PingSeconds)));
    }

    private static Element Limits(int bytes, int seconds) => new("limits", Namespace,
        new Element("max-bytes", Namespace, bytes.ToString(CultureInfo.InvariantCulture)),
        new Element("idle-seconds", Namespace, seconds.ToString(CultureInfo.InvariantCulture)));
}
