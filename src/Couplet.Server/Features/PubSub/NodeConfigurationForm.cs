using System.Collections.Immutable;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.PubSub;

/// <summary>The form of a node's options, and what it means to submit one. One table serves forms, storage and preconditions.</summary>
internal static class NodeConfigurationForm
{
    private const string AccessModelVar = "pubsub#access_model";

    private static readonly ImmutableArray<ConfigurationField> s_fields =
    [
        ConfigurationField.Text("pubsub#title", "A friendly name for the node", c => c.Title, (c, v) => c with { Title = v }),
        ConfigurationField.Text("pubsub#description", "A description of the node", c => c.Description, (c, v) => c with { Description = v }),
        ConfigurationField.Text("pubsub#type", "The type of the payloads, usually their namespace", c => c.PayloadType, (c, v) => c with { PayloadType = v }),
        ConfigurationField.Text("pubsub#language", "The default language of the node", c => c.Language, (c, v) => c with { Language = v }),
        ConfigurationField.Choice(AccessModelVar, "Who may subscribe and retrieve items", c => c.AccessModel, (c, v) => c with { AccessModel = v }),
        new("pubsub#roster_groups_allowed", FormFieldType.ListMulti, "The roster groups that may subscribe and retrieve items",
            c => c.RosterGroups, (c, v) => c with { RosterGroups = [.. v.Where(g => g.Length > 0).Distinct()] }),
        ConfigurationField.Choice("pubsub#publish_model", "Who may publish", c => c.PublishModel, (c, v) => c with { PublishModel = v }),
        ConfigurationField.Flag("pubsub#persist_items", "Whether items are kept", c => c.PersistItems, (c, v) => c with { PersistItems = v }),
        ConfigurationField.Number("pubsub#max_items", "Most items that are kept, or 'max'", 1, c => c.MaxItems, (c, v) => c with { MaxItems = v }),
        ConfigurationField.Number("pubsub#item_expire", "Seconds after which items are removed, or 'max'", 1, c => c.ItemExpire, (c, v) => c with { ItemExpire = v }),
        ConfigurationField.Flag("pubsub#purge_offline", "Whether a publisher's items are removed when it goes offline", c => c.PurgeOffline, (c, v) => c with { PurgeOffline = v }),
        ConfigurationField.Choice("pubsub#publish_node_full", "What happens when a full node is published to", c => c.NodeFull, (c, v) => c with { NodeFull = v }),
        ConfigurationField.Number("pubsub#max_payload_size", "Largest payload in bytes, or 'max'", 0, c => c.MaxPayload, (c, v) => c with { MaxPayload = v }),
        ConfigurationField.Choice("pubsub#send_last_published_item", "When the last published item is sent", c => c.SendLast, (c, v) => c with { SendLast = v }),
        ConfigurationField.Flag("pubsub#deliver_notifications", "Whether notifications are sent", c => c.DeliverNotifications, (c, v) => c with { DeliverNotifications = v }),
        ConfigurationField.Flag("pubsub#deliver_payloads", "Whether notifications hold the payload", c => c.DeliverPayloads, (c, v) => c with { DeliverPayloads = v }),
        ConfigurationField.Flag("pubsub#notify_retract", "Whether subscribers hear of removed items", c => c.NotifyRetract, (c, v) => c with { NotifyRetract = v }),
        ConfigurationField.Flag("pubsub#notify_delete", "Whether subscribers hear that the node is deleted", c => c.NotifyDelete, (c, v) => c with { NotifyDelete = v }),
        ConfigurationField.Flag("pubsub#notify_config", "Whether subscribers hear of a new configuration", c => c.NotifyConfig, (c, v) => c with { NotifyConfig = v }),
        ConfigurationField.Flag("pubsub#notify_sub", "Whether owners hear of subscriptions", c => c.NotifySub, (c, v) => c with { NotifySub = v }),
        new("pubsub#notification_type", FormFieldType.ListSingle, "The type of the notifications' messages", c => [c.Headline ? "headline" : "normal"],
            (c, v) => v is ["headline"] ? c with { Headline = true } : v is ["normal"] ? c with { Headline = false } : null) { Options = ["headline", "normal"] },
        ConfigurationField.Flag("pubsub#presence_based_delivery", "Whether only available subscribers are notified", c => c.PresenceBased, (c, v) => c with { PresenceBased = v }),
        ConfigurationField.Flag("pubsub#subscribe", "Whether subscriptions are allowed", c => c.Subscribe, (c, v) => c with { Subscribe = v }),
        ConfigurationField.Choice("pubsub#itemreply", "Whose address the items carry", c => c.ItemReply, (c, v) => c with { ItemReply = v }),
    ];

    /// <summary>The form that an owner completes, or (result) that subscribers are shown.</summary>
    internal static Element ToElement(NodeConfiguration configuration, DataFormType type = DataFormType.Form)
    {
        var form = DataForm.Build(type, PubSubNamespaces.NodeConfigurationForm);
        foreach (var field in s_fields) form.Add(field.ToField(configuration, described: type == DataFormType.Form));
        return form.ToElement();
    }

    /// <summary>The configuration after a form was submitted. Fields that are not known are ignored (XEP-0004 §3.2).</summary>
    /// <returns>What is wrong with the form, or null.</returns>
    internal static StanzaError? Apply(NodeConfiguration configuration, DataForm form, PubSubLimits limits, out NodeConfiguration result)
    {
        result = configuration;
        if (form.FormType is not (null or PubSubNamespaces.NodeConfigurationForm)) return StanzaError.NotAcceptable("The form is no node configuration.");
        foreach (var submitted in form.Fields)
        {
            if (Find(submitted.Var) is not { } field) continue;
            if (field.Set(result, submitted.Values) is not { } next)
                return submitted.Var == AccessModelVar ? PubSubErrors.UnsupportedAccessModel() : StanzaError.NotAcceptable($"A value of {field.Var} is not possible.");
            result = next;
        }
        return limits.Allow(result) ? null : StanzaError.NotAcceptable("The configuration goes beyond the service's limits.");
    }

    /// <summary>Whether a node meets the conditions of a publisher (XEP-0060 §7.1.5). A field that is not known is a condition that is not met.</summary>
    internal static bool Meets(NodeConfiguration configuration, DataForm conditions) => conditions.Fields
        .Where(f => f.Var is not (null or DataForm.FormTypeVar))
        .All(f => Find(f.Var) is { } field && field.Set(configuration, f.Values) is { } wanted && field.Read(wanted).SequenceEqual(field.Read(configuration)));

    /// <summary>Whether every field of a publisher's conditions is an option of nodes.</summary>
    internal static bool Knows(DataForm conditions) => conditions.Fields.All(f => f.Var is null or DataForm.FormTypeVar || Find(f.Var) is not null);

    private static ConfigurationField? Find(string? name) => s_fields.FirstOrDefault(f => f.Var == name);
}
