using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;

namespace Couplet.Protocol.Stanzas;

internal static class StanzaReader
{
    internal static bool TryRead(string name, ImmutableArray<XmlAttr> attributes, ImmutableArray<object> content, ReadOnlyMemory<byte>? bytes,
        out Stanza? stanza, out StanzaError? error, Jid sender = default)
    {
        stanza = null;
        error = null;
        if (name is not ("message" or "presence" or "iq")) return false;
        string? id = null, type = null, lang = null;
        Jid from = sender, to = default;
        foreach (var a in attributes)
        {
            if (a.Namespace == XmlAttr.XmlNamespace && a.Name == "lang") lang = a.Value;
            if (a.Namespace.Length != 0) continue;
            switch (a.Name)
            {
                case "id": id = a.Value; break;
                case "type": type = a.Value; break;
                case "from" when sender.IsEmpty:
                    if (!Jid.TryParse(a.Value, out from)) error = StanzaError.JidMalformed("The 'from' address is malformed.");
                    break;
                case "to":
                    if (!Jid.TryParse(a.Value, out to)) error = StanzaError.JidMalformed("The 'to' address is malformed.");
                    break;
            }
        }
        var header = new StanzaHeader(from, to, id, lang);
        switch (name)
        {
            case "message":
                stanza = new Message(header, Message.ParseType(type), content, bytes, spellsNormal: type == "normal");
                break;
            case "presence":
                if (!Presence.TryParseType(type, out var presence)) error ??= StanzaError.BadRequest("Unknown type of presence.");
                stanza = new Presence(header, presence, content, bytes);
                break;
            default:
                if (!Iq.TryParseType(type, out var iq)) error ??= StanzaError.BadRequest("An iq needs a type: get, set, result or error.");
                if (id is null) error ??= StanzaError.BadRequest("An iq needs an id.");
                stanza = new Iq(header, iq, content, bytes);
                break;
        }
        return true;
    }
}
