using System.Reflection;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Version;

/// <summary>XEP-0092: name and version; the operating system is nobody's business.</summary>
internal sealed class VersionFeature : IFeature
{
    internal const string Namespace = "jabber:iq:version";

    public string Specification => "XEP-0092";

    public void Register(FeatureRegistry registry)
    {
        var query = Query();
        registry.Advertise(DiscoTarget.Server, Namespace);
        registry.HandleIq(DiscoTarget.Server, IqType.Get, "query", Namespace, _ => IqReply.Result(query));
    }

    /// <summary>Name and version.</summary>
    internal static Element Query()
    {
        var version = typeof(VersionFeature).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        return new Element("query", Namespace, new Element("name", Namespace, "Couplet"), new Element("version", Namespace, version));
    }
}
