using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.VCard4;

/// <summary>
/// Between the card of RFC 6351 and the one of XEP-0054: names, dates, places to reach somebody, what somebody does. What one of the two does
/// not know is left out.
/// </summary>
internal static class VCard4Conversion
{
    // The plain ones: the property, what its value is in the new card, and its name in the old one.
    private static readonly (string Name, string Value, string Old)[] s_plain =
    [
        ("fn", "text", "FN"), ("nickname", "text", "NICKNAME"), ("bday", "date", "BDAY"), ("title", "text", "TITLE"), ("role", "text", "ROLE"),
        ("note", "text", "NOTE"), ("url", "uri", "URL"), ("tz", "text", "TZ"), ("rev", "timestamp", "REV"), ("uid", "uri", "UID"),
    ];

    private static readonly (string New, string Old)[] s_name = [("surname", "FAMILY"), ("given", "GIVEN"), ("additional", "MIDDLE"), ("prefix", "PREFIX"), ("suffix", "SUFFIX")];

    private static readonly (string New, string Old)[] s_address =
        [("pobox", "POBOX"), ("ext", "EXTADD"), ("street", "STREET"), ("locality", "LOCALITY"), ("region", "REGION"), ("code", "PCODE"), ("country", "CTRY")];

    /// <summary>The old card that says the same.</summary>
    internal static Element ToOld(Element card)
    {
        // A vcard may group its properties (RFC 6351 §5.4); the old one knows no groups.
        var properties = card.Elements().SelectMany(e => e.Is("group", New) ? e.Elements() : [e]).Where(e => e.Namespace == New).ToList();
        var content = new List<Element>();
        foreach (var property in properties)
        {
            var value = Value(property);
            if (Array.Find(s_plain, p => p.Name == property.Name) is { Name: not null } plain)
            {
                if (value is not null && !content.Exists(c => c.Name == plain.Old)) content.Add(new Element(plain.Old, Old, value));
            }
            else if (property.Name == "n") content.Add(Parts("N", property, s_name));
            else if (property.Name == "adr") content.Add(Parts("ADR", property, s_address, Types(property)));
            else if (property.Name == "email" && value is not null) content.Add(new Element("EMAIL", Old, Types(property), new Element("INTERNET", Old), new Element("USERID", Old, value)));
            else if (property.Name == "tel" && value is not null)
                content.Add(new Element("TEL", Old, Types(property), new Element("NUMBER", Old, value.StartsWith("tel:", StringComparison.Ordinal) ? value[4..] : value)));
            else if (property.Name == "org" && value is not null)
                content.Add(new Element("ORG", Old, property.Elements("text").Select((t, i) => new Element(i == 0 ? "ORGNAME" : "ORGUNIT", Old, t.Text))));
            else if (property.Name == "impp" && value?.StartsWith("xmpp:", StringComparison.Ordinal) == true) content.Add(new Element("JABBERID", Old, value[5..]));
        }
        return new Element("vCard", Old, content);
    }

    /// <summary>The new card that says the same.</summary>
    internal static Element ToNew(Element card)
    {
        var content = new List<Element>();
        foreach (var property in card.Elements().Where(e => e.Namespace == Old))
        {
            if (Array.Find(s_plain, p => p.Old == property.Name) is { Name: not null } plain)
            {
                if (property.Text.Trim() is { Length: > 0 } text) content.Add(Property(plain.Name, plain.Value, text));
            }
            else if (property.Name == "N") content.Add(new Element("n", New, s_name.Select(p => new Element(p.New, New, Text(property, p.Old) ?? ""))));
            else if (property.Name == "ADR") content.Add(new Element("adr", New, Parameters(property), s_address.Select(p => new Element(p.New, New, Text(property, p.Old) ?? ""))));
            else if (property.Name == "EMAIL" && Text(property, "USERID") is { } mail) content.Add(Property("email", "text", mail, Parameters(property)));
            else if (property.Name == "TEL" && Text(property, "NUMBER") is { } number) content.Add(Property("tel", "text", number, Parameters(property)));
            else if (property.Name == "ORG" && Text(property, "ORGNAME") is { } organisation)
                content.Add(new Element("org", New, new Element("text", New, organisation), property.Elements("ORGUNIT").Select(u => new Element("text", New, u.Text))));
            else if (property.Name == "JABBERID" && property.Text.Trim() is { Length: > 0 } jid) content.Add(Property("impp", "uri", "xmpp:" + jid));
        }
        return new Element("vcard", New, content);
    }

    private static Element Property(string name, string kind, string value, Element? parameters = null)
        => new(name, New, parameters, new Element(kind, New, value));

    private static Element Parts(string name, Element property, (string New, string Old)[] parts, IEnumerable<Element>? types = null)
        => new(name, Old, types, parts.Where(p => Text(property, p.New) is not null).Select(p => new Element(p.Old, Old, Text(property, p.New)!)));

    private static string New => VCard4Feature.Namespace;

    private static string Old => Rooms.ForeignNamespaces.VCard;

    private static string? Value(Element property)
        => property.Elements().FirstOrDefault(e => e.Name is not "parameters")?.Text.Trim() is { Length: > 0 } text ? text : null;

    private static string? Text(Element property, string name) => property.Child(name)?.Text.Trim() is { Length: > 0 } text ? text : null;

    private static IEnumerable<Element> Types(Element property)
        => Words(property).Where(t => t is "home" or "work" or "voice" or "fax" or "cell").Select(t => new Element(t.ToUpperInvariant(), Old));

    private static IEnumerable<string> Words(Element property) => property.Child("parameters")?.Child("type")?.Elements("text").Select(t => t.Text.Trim().ToLowerInvariant()) ?? [];

    private static Element? Parameters(Element property)
    {
        var words = property.Elements().Where(e => e.Name is "HOME" or "WORK" or "VOICE" or "FAX" or "CELL").Select(e => e.Name.ToLowerInvariant()).ToList();
        return words.Count == 0 ? null : new Element("parameters", New, new Element("type", New, words.Select(w => new Element("text", New, w))));
    }
}
