using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.PubSub;

/// <summary>An owner reads and changes a node's options (XEP-0060 §8.2, §8.3).</summary>
internal static class NodeConfiguring
{
    internal static PubSubOutcome Get(PubSubCall call) => call.FindOwned(out var node) is { } error ? call.Refuse(error)
        : call.Answer(new Element("configure", PubSubNamespaces.Owner, new XmlAttr("node", node.Name), NodeConfigurationForm.ToElement(node.Configuration)));

    internal static PubSubOutcome Default(PubSubCall call)
        => call.Answer(new Element("default", PubSubNamespaces.Owner, NodeConfigurationForm.ToElement(call.Context.Default)));

    internal static PubSubOutcome Set(PubSubCall call)
    {
        if (call.FindOwned(out var node) is { } error) return call.Refuse(error);
        if (!DataForm.TryParse(call.Action.FirstChild, out var form)) return call.Refuse(StanzaError.BadRequest("There is no form."));
        if (form.Type == DataFormType.Cancel) return PubSubOutcome.Answer(call.State, null);
        if (form.Type != DataFormType.Submit) return call.Refuse(StanzaError.BadRequest("The form is not submitted."));
        if (NodeConfigurationForm.Apply(node.Configuration, form, call.Context.Limits, out var configuration) is { } wrong) return call.Refuse(wrong);

        var changed = node with { Configuration = configuration };
        var kept = !configuration.PersistItems ? [] : Publishing.Trim(changed.Live(call.Context.Now), configuration, call.Context.Limits);
        var outcome = call.Changed(changed with { Items = kept });
        return outcome with
        {
            Writes = [.. outcome.Writes, .. call.Removals(node.Name, node.Items.Except(kept))],
            Before = configuration.NotifyConfig ? Audience.Tell(changed, call.Context, () => EventMessages.Configured(call.Context, changed)) : [],
            Change = kept.Length == node.Items.Length ? null : new NodeChange(node.Name, null, changed with { Items = kept }),
        };
    }
}
