using System.Text;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Caps;

/// <summary>The input of the hash function of XEP-0390 §4.1. UTF-8 and ordinal order of UTF-16 differ, so sorting is on bytes.</summary>
internal static class CapsInput
{
    private const byte FileSeparator = 0x1c;
    private const byte GroupSeparator = 0x1d;
    private const byte RecordSeparator = 0x1e;
    private const byte UnitSeparator = 0x1f;

    /// <summary>The octets for a <c>disco#info</c> query; null where it holds what the algorithm forbids.</summary>
    internal static byte[]? Of(Element query)
    {
        var features = new List<byte[]>();
        var identities = new List<byte[]>();
        var forms = new List<byte[]>();
        foreach (var child in query.Elements())
        {
            if (child.Is("feature", FeatureRegistry.DiscoInfoNamespace)) features.Add(Unit(child["var"]));
            else if (child.Is("identity", FeatureRegistry.DiscoInfoNamespace))
                identities.Add([.. Unit(child["category"]), .. Unit(child["type"]), .. Unit(child.Lang ?? query.Lang), .. Unit(child["name"]), RecordSeparator]);
            else if (DataForm.TryParse(child, out var form) && form is { FormType: not null, Reported.IsEmpty: true, Items.IsEmpty: true })
                forms.Add([.. Join(form.Fields.Select(f => (byte[])[.. Unit(f.Var), .. Join(f.Values.Select(Unit)), RecordSeparator])), GroupSeparator]);
            else return null;
        }
        return [.. Join(features), FileSeparator, .. Join(identities), FileSeparator, .. Join(forms), FileSeparator];
    }

    private static byte[] Unit(string? text) => [.. Encoding.UTF8.GetBytes(text ?? ""), UnitSeparator];

    private static byte[] Join(IEnumerable<byte[]> parts)
        => [.. parts.Order(Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b))).SelectMany(p => p)];
}
