using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.AdHocCommands;

namespace Couplet.Server.Features.PubSub;

/// <summary>An owner asks for the requests that wait for consent (XEP-0060 §8.7): a command that shows the nodes with any, and then asks for each again.</summary>
internal static class PendingRequests
{
    internal const string Node = "http://jabber.org/protocol/pubsub#get-pending";
    private const string NodeVar = "pubsub#node";

    /// <summary>Decides about a command; it holds no state between its stages, so its sessions need none.</summary>
    internal static PubSubOutcome Decide(PubSubState state, PubSubRequest request, PubSubContext context)
    {
        var command = request.Payload;
        if (command["node"] != Node) return PubSubOutcome.Refuse(state, StanzaError.ItemNotFound("There is no such command."));
        if (!request.IsSet) return PubSubOutcome.Refuse(state, StanzaError.BadRequest("A command is set."));
        var session = command["sessionid"] ?? context.NewId();
        if (command["action"] == "cancel") return PubSubOutcome.Answer(state, Answer(session, "canceled", null));
        var owned = state.Nodes.Values.Where(n => NodeAccess.IsOwner(n, request.From)).ToList();
        if (!DataForm.TryParse(command.Child("x", DataForm.Namespace), out var form) || form.Type != DataFormType.Submit)
            return owned.Count == 0 ? PubSubOutcome.Refuse(state, StanzaError.Forbidden()) : PubSubOutcome.Answer(state, Answer(session, "executing", Ask(owned)));
        if (form.GetValue(NodeVar) is not { } name || state.Find(name) is not { } node) return PubSubOutcome.Refuse(state, StanzaError.ItemNotFound());
        if (!owned.Contains(node)) return PubSubOutcome.Refuse(state, StanzaError.Forbidden());
        return PubSubOutcome.Answer(state, Answer(session, "completed", null)) with
        {
            After = [.. Waiting(node).Select(s => Approval.Ask(context, node, s.Jid, [request.From]))],
        };
    }

    private static IEnumerable<Subscription> Waiting(PubSubNode node) => node.Subscriptions.Values.Where(s => s.State == SubscriptionState.Pending);

    private static Element Ask(IEnumerable<PubSubNode> owned) => DataForm.Build(DataFormType.Form, PubSubNamespaces.AuthorizationForm)
        .List(NodeVar, null, owned.Where(n => Waiting(n).Any()).Select(n => new FormOption(n.Name, n.Configuration.Title)), "The node").ToElement();

    private static Element Answer(string session, string status, Element? form) => new("command", AdHocCommandsFeature.Namespace,
        new XmlAttr("node", Node), new XmlAttr("sessionid", session), new XmlAttr("status", status), form);
}
