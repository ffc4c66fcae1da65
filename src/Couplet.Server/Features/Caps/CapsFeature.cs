using System.Security.Cryptography;
using System.Text;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Caps;

/// <summary>XEP-0115: the server says by a hash what it can do, so that clients ask once per version and not once per login.</summary>
internal sealed class CapsFeature : IFeature
{
    internal const string Namespace = "http://jabber.org/protocol/caps";
    private const string Uri = "urn:couplet";

    private string? _hash;

    public string Specification => "XEP-0115";

    public void Register(FeatureRegistry registry)
    {
        registry.Advertise(DiscoTarget.Server, Namespace);
        registry.Stream(new StreamFeature(StreamPhase.Authenticated, () => new Element("c", Namespace,
            new XmlAttr("hash", "sha-1"), new XmlAttr("node", Uri), new XmlAttr("ver", _hash ??= Hash(registry.Describe(DiscoTarget.Server))))));
    }

    /// <summary>The node under which the server's own description can be asked for.</summary>
    internal static string Node(CoupletServer server) => $"{Uri}#{Hash(server.Features.Describe(DiscoTarget.Server))}";

    /// <summary>The verification string's hash (XEP-0115 §5.1) of the content of a <c>disco#info</c> query.</summary>
    internal static string Hash(IEnumerable<Element> info) => Convert.ToBase64String(SHA1.HashData(VerificationString(info)));

    /// <summary>The verification string (XEP-0115 §5.1) of the content of a <c>disco#info</c> query, in UTF-8.</summary>
    internal static byte[] VerificationString(IEnumerable<Element> info)
    {
        var all = info.ToList();
        var text = new StringBuilder();
        foreach (var identity in all.Where(e => e.Name == "identity")
            .Select(i => $"{i["category"]}/{i["type"]}/{i.Lang}/{i["name"]}<").Order(StringComparer.Ordinal)) text.Append(identity);
        foreach (var feature in all.Where(e => e.Name == "feature").Select(f => f["var"] + "<").Order(StringComparer.Ordinal)) text.Append(feature);
        foreach (var form in all.Select(e => DataForm.TryParse(e, out var form) ? form : null).OfType<DataForm>().OrderBy(f => f.FormType, StringComparer.Ordinal))
        {
            text.Append(form.FormType).Append('<');
            foreach (var field in form.Fields.Where(f => f.Var is not null and not "FORM_TYPE").OrderBy(f => f.Var, StringComparer.Ordinal))
            {
                text.Append(field.Var).Append('<');
                foreach (var value in field.Values.Order(StringComparer.Ordinal)) text.Append(value).Append('<');
            }
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
