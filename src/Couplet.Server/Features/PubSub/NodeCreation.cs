using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.PubSub;

/// <summary>New nodes (XEP-0060 §8.1), with a configuration or without, named or not.</summary>
internal static class NodeCreation
{
    private const int LongestName = 1_023;

    internal static PubSubOutcome Create(PubSubCall call)
    {
        var configuration = call.Context.Default;
        if (call.Request.Payload.Child("configure")?.FirstChild is { } x)
        {
            if (!DataForm.TryParse(x, out var form) || form.Type != DataFormType.Submit) return call.Refuse(StanzaError.BadRequest("The configuration is no submitted form."));
            if (NodeConfigurationForm.Apply(configuration, form, call.Context.Limits, out configuration) is { } wrong) return call.Refuse(wrong);
        }
        var name = call.NodeName ?? call.Context.NewId();
        if (call.State.Find(name) is not null) return call.Refuse(StanzaError.Conflict());
        if (Refuse(call, name) is { } refusal) return call.Refuse(refusal);
        var node = Make(call, name, configuration);
        return call.Changed(node, reply: call.NodeName is null ? call.Wrap(new Element("create", PubSubNamespaces.Main, new XmlAttr("node", name))) : null);
    }

    /// <summary>Why the sender may not make a node of this name; null if it may.</summary>
    internal static StanzaError? Refuse(PubSubCall call, string name)
    {
        if (!call.Context.MayCreate(call.From)) return StanzaError.Forbidden();
        if (Encoding.UTF8.GetByteCount(name) > LongestName) return StanzaError.NotAcceptable("The name is too long.");
        var own = call.State.Nodes.Values.Count(n => n.Creator == call.From.Bare);
        return own >= call.Context.Limits.NodesPerAccount ? StanzaError.PolicyViolation("There are too many nodes already.") : null;
    }

    /// <summary>A new node, owned by the sender.</summary>
    internal static PubSubNode Make(PubSubCall call, string name, NodeConfiguration configuration)
        => new PubSubNode(name, Owner(call), call.Context.Now, configuration).With(Owner(call), Affiliation.Owner);

    private static Jid Owner(PubSubCall call) => call.Context.IsPersonal ? call.Context.Service : call.From.Bare;
}
