namespace Couplet.Server.Features.Bosh;

/// <summary>XEP-0124 and XEP-0206: streams in requests of HTTP. It is told of in host-meta alone; <see cref="Net.Bosh.BoshSession"/> does the work.</summary>
internal sealed class BoshFeature : IFeature
{
    /// <summary>What it is called in the links of XEP-0156.</summary>
    internal const string Relation = "urn:xmpp:alt-connections:xbosh";

    /// <summary>The path below the public address.</summary>
    internal const string Path = "http-bind";

    public string Specification => "XEP-0124 XEP-0206";

    public void Register(FeatureRegistry registry)
    {
    }

    /// <summary>Its address; null where it is not spoken.</summary>
    internal static string? Address(CoupletServer server) => server.Options.Bosh.Enabled ? new Uri(server.PublicUrl, Path).AbsoluteUri : null;
}
