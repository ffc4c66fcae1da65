using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.ResultSets;

namespace Couplet.Server.Features.PubSub;

/// <summary>Retrieving items (XEP-0060 §6.5): all, the newest, some by name, or page by page.</summary>
internal static class ItemRetrieval
{
    internal static PubSubOutcome Get(PubSubCall call)
    {
        if (call.Find(out var node) is { } error) return call.Refuse(error);
        if (NodeAccess.RefuseReading(node, call.From, call.Context) is { } refusal) return call.Refuse(refusal);
        if (!node.Configuration.PersistItems) return call.Refuse(PubSubErrors.Unsupported("persistent-items"));
        var items = node.Live(call.Context.Now);
        Element? set = null;
        var wanted = call.Action.Elements("item").Select(i => i["id"]).ToHashSet();
        if (wanted.Count > 0) items = items.RemoveAll(i => !wanted.Contains(i.Id));
        else if (call.Action["max_items"] is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var max) || max < 1)
                return call.Refuse(StanzaError.BadRequest("max_items is a number from 1."));
            if (items.Length > max) items = items.RemoveRange(0, items.Length - max);
        }
        else if (call.Request.Payload.Child("set", ResultSet.Namespace) is { } request && !ResultSet.TryPage(items, i => i.Id, request, out items, out set))
        {
            return call.Refuse(StanzaError.ItemNotFound());
        }
        return call.Answer(new Element("items", PubSubNamespaces.Main, new XmlAttr("node", node.Name),
            items.Select(i => EventMessages.Item(PubSubNamespaces.Main, node, i, payload: true))), set);
    }

    /// <summary>The message that brings an address the last item of a node, if it may have it (§6.1.7).</summary>
    internal static Notification? Last(PubSubNode node, Protocol.Addressing.Jid to, PubSubContext context)
    {
        if (!node.Configuration.DeliverNotifications || node.Live(context.Now) is not [.., var last] || NodeAccess.RefuseReading(node, to, context) is not null) return null;
        ImmutableArray<Element> content = [EventMessages.Item(PubSubNamespaces.Event, node, last, node.Configuration.DeliverPayloads)];
        return new Notification([to], EventMessages.Items(context, node, content, last));
    }
}
