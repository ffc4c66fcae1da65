using System.Collections.Immutable;
using System.Text;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.PubSub;

/// <summary>Publishing an item (XEP-0060 §7.1): the node is made if it is not there, and a publisher's conditions are checked.</summary>
internal static class Publishing
{
    private const int LongestId = 1_023;

    internal static PubSubOutcome Publish(PubSubCall call)
    {
        if (call.NodeName is not { } name) return call.Refuse(PubSubErrors.NodeIdRequired());
        if (FindOrMake(call, name, out var node, out var made) is { } refusal) return call.Refuse(refusal);
        if (ReadItem(call, node, out var item) is { } wrong) return call.Refuse(wrong);
        if (item is null) return Signal(call, node, made);

        var live = node.Live(call.Context.Now);
        var replaced = live.FirstOrDefault(i => i.Id == item.Id);
        if (replaced is not null && !NodeAccess.MayChange(node, replaced, call.From)) return call.Refuse(StanzaError.Forbidden());
        var configuration = node.Configuration;
        var kept = replaced is null ? live : live.Remove(replaced);
        if (configuration is { PersistItems: true, NodeFull: NodeFull.Reject } && kept.Length >= Most(configuration, call.Context.Limits)) return call.Refuse(PubSubErrors.NodeFull());

        var items = configuration.PersistItems ? Trim(kept.Add(item), configuration, call.Context.Limits) : [];
        var after = node with { Items = items };
        // Whoever was replaced is overwritten by the write of the new one.
        var gone = node.Items.Where(i => i.Id != item.Id && !items.Contains(i)).ToList();
        var pushedOut = configuration is { NodeFull: NodeFull.RetractOldest, NotifyRetract: true } ? gone.Where(live.Contains).ToList() : [];
        return new PubSubOutcome(call.State.With(after))
        {
            Writes =
            [
                .. made ? [NodeDocuments.Write(call.Context.Service, after)] : ImmutableArray<Storage.DocumentWrite>.Empty,
                .. call.Removals(name, gone),
                .. configuration.PersistItems ? [NodeDocuments.Write(call.Context.Service, name, item)] : ImmutableArray<Storage.DocumentWrite>.Empty,
            ],
            Before =
            [
                .. Audience.Tell(after, call.Context, () => EventMessages.Items(call.Context, after,
                    [EventMessages.Item(PubSubNamespaces.Event, after, item, configuration.DeliverPayloads)])),
                .. pushedOut.Count == 0 ? [] : Audience.Tell(after, call.Context, () => EventMessages.Items(call.Context, after, pushedOut.Select(i => EventMessages.Retract(i.Id)))),
            ],
            Reply = Reply(call, name, item.Id),
            Change = new NodeChange(name, item, after),
        };
    }

    /// <summary>The newest items that a configuration lets be kept.</summary>
    internal static ImmutableArray<PubSubItem> Trim(ImmutableArray<PubSubItem> items, NodeConfiguration configuration, PubSubLimits limits)
        => Most(configuration, limits) is var most && items.Length > most ? items.RemoveRange(0, items.Length - most) : items;

    private static int Most(NodeConfiguration configuration, PubSubLimits limits) => Math.Min(configuration.MaxItems ?? limits.ItemsPerNode, limits.ItemsPerNode);

    /// <summary>An event without an item: a node that keeps nothing and delivers no payloads (§4.3).</summary>
    private static PubSubOutcome Signal(PubSubCall call, PubSubNode node, bool made) => new(call.State.With(node))
    {
        Writes = made ? [NodeDocuments.Write(call.Context.Service, node)] : [],
        Before = Audience.Tell(node, call.Context, () => EventMessages.Items(call.Context, node, [])),
        Reply = Reply(call, node.Name, null),
    };

    private static Element Reply(PubSubCall call, string node, string? id) => call.Wrap(new Element("publish", PubSubNamespaces.Main,
        new XmlAttr("node", node), id is null ? null : new Element("item", PubSubNamespaces.Main, new XmlAttr("id", id))));

    private static StanzaError? FindOrMake(PubSubCall call, string name, out PubSubNode node, out bool made)
    {
        node = null!;
        made = false;
        DataForm? conditions = null;
        if (call.Request.Payload.Child("publish-options") is { } options
            && (!DataForm.TryParse(options.Child("x", DataForm.Namespace), out conditions) || conditions.Type != DataFormType.Submit
                || conditions.FormType != PubSubNamespaces.PublishOptionsForm))
            return StanzaError.BadRequest("The options are no form of publish-options.");
        if (call.State.Find(name) is { } found)
        {
            node = found;
            if (!NodeAccess.MayPublish(node, call.From)) return StanzaError.Forbidden();
            return conditions is null || NodeConfigurationForm.Meets(node.Configuration, conditions) ? null : PubSubErrors.PreconditionNotMet();
        }
        if (NodeCreation.Refuse(call, name) is { } refusal) return refusal;
        var configuration = call.Context.Default;
        if (conditions is not null)
        {
            if (!NodeConfigurationForm.Knows(conditions)) return PubSubErrors.PreconditionNotMet();
            var form = conditions with { Fields = conditions.Fields.RemoveAll(f => f.Var == DataForm.FormTypeVar) };
            if (NodeConfigurationForm.Apply(configuration, form, call.Context.Limits, out configuration) is { } wrong) return wrong;
        }
        node = NodeCreation.Make(call, name, configuration);
        made = true;
        return null;
    }

    /// <summary>The item to publish; null for an event without one. The rules are the table of §4.3 and §7.1.3.</summary>
    private static StanzaError? ReadItem(PubSubCall call, PubSubNode node, out PubSubItem? item)
    {
        item = null;
        var configuration = node.Configuration;
        var items = call.Action.Elements("item").ToList();
        if (items.Count > 1) return StanzaError.BadRequest("One item can be published at a time.");
        if (items.Count == 0) return configuration is { PersistItems: false, DeliverPayloads: false } ? null : PubSubErrors.ItemRequired();
        if (configuration is { PersistItems: false, DeliverPayloads: false }) return PubSubErrors.ItemForbidden();
        var payloads = items[0].Elements().ToList();
        if (payloads.Count > 1) return PubSubErrors.InvalidPayload();
        if (payloads.Count == 0 && configuration.DeliverPayloads) return PubSubErrors.PayloadRequired();
        var payload = payloads.FirstOrDefault();
        if (payload is not null)
        {
            if (configuration.PayloadType is { } type && payload.Namespace != type) return PubSubErrors.InvalidPayload();
            var most = Math.Min(configuration.MaxPayload ?? call.Context.Limits.PayloadBytes, call.Context.Limits.PayloadBytes);
            if (ElementWriter.ToBytes(payload).Length > most) return PubSubErrors.PayloadTooBig();
        }
        var id = items[0]["id"] is { Length: > 0 } given ? given : call.Context.NewId();
        if (Encoding.UTF8.GetByteCount(id) > LongestId) return StanzaError.NotAcceptable("The item's id is too long.");
        item = new PubSubItem(id, payload, call.From.Bare, call.Context.Now, node.Items.IsEmpty ? 1 : node.Items[^1].Sequence + 1);
        return null;
    }
}
