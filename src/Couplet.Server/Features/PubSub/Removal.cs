using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.PubSub;

/// <summary>Items and nodes go: retract (XEP-0060 §7.2), purge (§8.5), delete (§8.4).</summary>
internal static class Removal
{
    internal static PubSubOutcome Retract(PubSubCall call)
    {
        if (call.Find(out var node) is { } error) return call.Refuse(error);
        if (!node.Configuration.PersistItems) return call.Refuse(PubSubErrors.Unsupported("persistent-items"));
        var ids = call.Action.Elements("item").Select(i => i["id"]).ToList();
        if (ids.Count == 0 || ids.Exists(string.IsNullOrEmpty)) return call.Refuse(PubSubErrors.ItemRequired());
        var items = ids.Distinct().Select(id => node.FindItem(id!)).OfType<PubSubItem>().ToList();
        if (items.Exists(i => !NodeAccess.MayChange(node, i, call.From)) || !NodeAccess.MayPublish(node, call.From)) return call.Refuse(StanzaError.Forbidden());
        if (items.Count < ids.Distinct().Count()) return call.Refuse(StanzaError.ItemNotFound());

        var after = node with { Items = node.Items.RemoveAll(items.Contains) };
        var notify = node.Configuration.NotifyRetract || call.Action["notify"] is "1" or "true";
        return new PubSubOutcome(call.State.With(after))
        {
            Writes = [.. call.Removals(node.Name, items)],
            Before = notify ? Audience.Tell(after, call.Context, () => EventMessages.Items(call.Context, after, items.Select(i => EventMessages.Retract(i.Id)))) : [],
            Change = new NodeChange(node.Name, null, after),
        };
    }

    internal static PubSubOutcome Purge(PubSubCall call)
    {
        if (call.FindOwned(out var node) is { } error) return call.Refuse(error);
        if (!node.Configuration.PersistItems) return call.Refuse(PubSubErrors.Unsupported("persistent-items"));
        var after = node with { Items = [] };
        return new PubSubOutcome(call.State.With(after))
        {
            Writes = [.. call.Removals(node.Name, node.Items)],
            Before = Audience.Tell(after, call.Context, () => EventMessages.Purged(call.Context, after)),
            Change = new NodeChange(node.Name, null, after),
        };
    }

    internal static PubSubOutcome Delete(PubSubCall call)
    {
        if (call.FindOwned(out var node) is { } error) return call.Refuse(error);
        return new PubSubOutcome(call.State.Without(node.Name))
        {
            Writes = [NodeDocuments.Remove(call.Context.Service, node.Name), .. call.Removals(node.Name, node.Items)],
            Before = node.Configuration.NotifyDelete
                ? Audience.Tell(node, call.Context, () => EventMessages.Deleted(call.Context, node, call.Action.Child("redirect")?["uri"]), pendingToo: true) : [],
            Change = new NodeChange(node.Name, null, null),
        };
    }
}
