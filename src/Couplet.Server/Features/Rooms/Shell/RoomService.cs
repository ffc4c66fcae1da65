using System.Security.Cryptography;
using Couplet.Server.Features.Contact;
using System.Globalization;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Disco;
using Couplet.Server.Features.Ping;
using Couplet.Server.Features.ResultSets;
using Couplet.Server.Routing;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>What is asked of the room service itself, at its domain (XEP-0045 §6.1–6.3).</summary>
internal sealed class RoomService(RoomHost host, RoomDirectory directory)
{
    /// <summary>The names of rooms that nobody has used yet: older clients ask for them before they create one.</summary>
    private const string Unique = "http://jabber.org/protocol/muc#unique";
    private const int PageSize = 100;

    internal void Post(Stanza stanza, Handled handled)
    {
        if (stanza is Iq { IsRequest: true } iq) host.Server.Router.Route(Answer(iq).ToStanza(iq)!);
        else if (stanza is not Iq) host.Server.Router.Bounce(stanza, StanzaError.ServiceUnavailable());
        handled.Complete();
    }

    private IqReply Answer(Iq iq)
    {
        if (iq.To.IsFull) return StanzaError.ServiceUnavailable();
        if (iq.FirstChild is not { } payload || iq.Elements().Skip(1).Any()) return StanzaError.BadRequest("An iq request has exactly one child element.");
        return (iq.Type, payload.Name, payload.Namespace) switch
        {
            (IqType.Get, "query", FeatureRegistry.DiscoInfoNamespace) => payload["node"] is null ? Info() : StanzaError.ItemNotFound(),
            (IqType.Get, "query", DiscoFeature.ItemsNamespace) => payload["node"] is null ? Items(payload) : StanzaError.ItemNotFound(),
            (IqType.Get, "ping", PingFeature.Namespace) => IqReply.Ok,
            (IqType.Get, "search", RoomSearch.Namespace) => RoomSearch.Answer(payload, directory.Public),
            (IqType.Get, "unique", Unique) => new Element("unique", Unique, RandomNumberGenerator.GetHexString(24, lowercase: true)),
            _ => StanzaError.ServiceUnavailable(),
        };
    }

    private Element Info() => new Element("query", FeatureRegistry.DiscoInfoNamespace,
        new Element("identity", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("category", "conference"), new XmlAttr("type", "text"), new XmlAttr("name", "Rooms")),
        new[] { FeatureRegistry.DiscoInfoNamespace, DiscoFeature.ItemsNamespace, MucNamespaces.Muc, PingFeature.Namespace, ResultSet.Namespace, RoomSearch.Namespace, Unique, ForeignNamespaces.VCard,
                ForeignNamespaces.Register, MucNamespaces.OccupantId, ForeignNamespaces.StanzaId }
            .Select(v => new Element("feature", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("var", v))),
        ContactFeature.Form(host.Server.Options));

    /// <summary>The public rooms, in pages (XEP-0059) where that is asked for.</summary>
    private IqReply Items(Element query)
    {
        var rooms = directory.Public.ToList();
        var set = query.Child("set", ResultSet.Namespace);
        var page = rooms.AsEnumerable();
        var index = 0;
        if (set is not null)
        {
            var max = int.TryParse(set.Child("max")?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var m) ? m : PageSize;
            if (set.Child("after")?.Text is { Length: > 0 } after)
                index = rooms.FindIndex(r => string.CompareOrdinal(r.Address, after) > 0) is var i && i < 0 ? rooms.Count : i;
            else if (set.Child("before") is { } before)
            {
                var end = before.Text.Length == 0 ? rooms.Count : rooms.FindIndex(r => string.CompareOrdinal(r.Address, before.Text) >= 0);
                if (end < 0) end = rooms.Count;
                index = Math.Max(0, end - max);
                max = end - index;
            }
            page = rooms.Skip(index).Take(max);
        }
        var items = page.ToList();
        return new Element("query", DiscoFeature.ItemsNamespace,
            items.Select(r => new Element("item", DiscoFeature.ItemsNamespace, new XmlAttr("jid", r.Address), new XmlAttr("name", Name(r)))),
            set is null ? null : Set(items, index, rooms.Count));
    }

    private static string Name(RoomListing room) => string.IsNullOrEmpty(room.Name) ? room.Jid.Local! : room.Name;

    private static Element Set(List<RoomListing> items, int index, int count) => new("set", ResultSet.Namespace,
        items.Count == 0 ? null : new Element("first", ResultSet.Namespace, new XmlAttr("index", index.ToString(CultureInfo.InvariantCulture)), items[0].Address),
        items.Count == 0 ? null : new Element("last", ResultSet.Namespace, items[^1].Address),
        new Element("count", ResultSet.Namespace, count.ToString(CultureInfo.InvariantCulture)));
}
