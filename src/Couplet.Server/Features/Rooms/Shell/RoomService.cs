using System.Collections.Immutable;
using System.Security.Cryptography;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Contact;
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

    internal void Post(Stanza stanza, Handled handled)
    {
        if (stanza is Iq { IsRequest: true } iq)
        {
            // The request is handled when whoever asked has the answer: after a crash it is not answered again.
            host.Server.Router.Route(Answer(iq).ToStanza(iq)!, handled);
            return;
        }
        if (stanza is not Iq) host.Server.Router.Bounce(stanza, StanzaError.ServiceUnavailable());
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
        new[] { FeatureRegistry.DiscoInfoNamespace, DiscoFeature.ItemsNamespace, MucNamespaces.Muc, MucNamespaces.StableId, PingFeature.Namespace,
                ResultSet.Namespace, RoomSearch.Namespace, Unique, ForeignNamespaces.VCard, ForeignNamespaces.Register, MucNamespaces.OccupantId, ForeignNamespaces.StanzaId }
            .Select(v => new Element("feature", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("var", v))),
        ContactFeature.Form(host.Server.Options));

    /// <summary>The public rooms, in pages (XEP-0059) where that is asked for.</summary>
    private IqReply Items(Element query)
    {
        var rooms = directory.Public.ToImmutableArray();
        Element? result = null;
        if (query.Child("set", ResultSet.Namespace) is { } set && !ResultSet.TryPage(rooms, static r => r.Address, set, out rooms, out result))
            return StanzaError.ItemNotFound();
        return new Element("query", DiscoFeature.ItemsNamespace,
            rooms.Select(r => new Element("item", DiscoFeature.ItemsNamespace, new XmlAttr("jid", r.Address), new XmlAttr("name", Name(r)))), result);
    }

    private static string Name(RoomListing room) => string.IsNullOrEmpty(room.Name) ? room.Jid.Local! : room.Name;
}
