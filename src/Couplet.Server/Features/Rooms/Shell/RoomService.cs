using System.Collections.Immutable;
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
            _ => StanzaError.ServiceUnavailable(),
        };
    }

    private static IqReply Info() => new Element("query", FeatureRegistry.DiscoInfoNamespace,
        new Element("identity", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("category", "conference"), new XmlAttr("type", "text"), new XmlAttr("name", "Rooms")),
        new[] { FeatureRegistry.DiscoInfoNamespace, DiscoFeature.ItemsNamespace, MucNamespaces.Muc, MucNamespaces.StableId, PingFeature.Namespace, ResultSet.Namespace }
            .Select(v => new Element("feature", FeatureRegistry.DiscoInfoNamespace, new XmlAttr("var", v))));

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
