using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.PubSub;

/// <summary>An owner's consent to a subscription (XEP-0060 §8.6), asked for and given in messages.</summary>
internal static class Approval
{
    private const string NodeVar = "pubsub#node";
    private const string SubscriberVar = "pubsub#subscriber_jid";
    private const string AllowVar = "pubsub#allow";

    internal static Notification Ask(PubSubContext context, PubSubNode node, Jid subscriber, ImmutableArray<Jid> owners)
        => new(owners, new Message(new StanzaHeader(context.Service, default, context.NewId()), MessageType.Normal,
            DataForm.Build(DataFormType.Form, PubSubNamespaces.AuthorizationForm)
                .Title("PubSub subscriber request")
                .Instructions("To approve this entity's subscription request, choose to allow it. To deny it, choose not to.")
                .Text(NodeVar, node.Name, "The node")
                .Jid(SubscriberVar, subscriber.ToString(), "The subscriber's address")
                .Boolean(AllowVar, false, "Whether to allow the subscription")
                .ToElement()));

    /// <summary>The form in a message that answers such a question; null for any other message.</summary>
    internal static DataForm? Find(Message message)
        => DataForm.TryParse(message.Child("x", DataForm.Namespace), out var form) && form.Type == DataFormType.Submit
            && form.FormType == PubSubNamespaces.AuthorizationForm ? form : null;

    /// <summary>The node that an answer is about.</summary>
    internal static string? NodeOf(DataForm answer) => answer.GetValue(NodeVar);

    /// <summary>Decides what an owner's answer does.</summary>
    internal static PubSubOutcome Decide(PubSubState state, Jid from, DataForm answer, PubSubContext context)
    {
        if (NodeOf(answer) is not { } name || !Jid.TryParse(answer.GetValue(SubscriberVar), out var jid) || answer.GetBool(AllowVar) is not { } allow)
            return PubSubOutcome.Refuse(state, StanzaError.BadRequest("The form is not complete."));
        if (state.Find(name) is not { } node) return PubSubOutcome.Refuse(state, StanzaError.ItemNotFound());
        if (!NodeAccess.IsOwner(node, from)) return PubSubOutcome.Refuse(state, StanzaError.Forbidden());
        // Another owner may have answered before: then there is nothing left to decide.
        if (node.Subscriptions.GetValueOrDefault(jid.ToString()) is not { State: SubscriptionState.Pending } pending) return PubSubOutcome.Answer(state, null);
        var decided = pending with { State = allow ? SubscriptionState.Subscribed : SubscriptionState.None };
        var after = node.With(decided);
        return new PubSubOutcome(state.With(after))
        {
            Writes = [NodeDocuments.Write(context.Service, after)],
            Before = [new Notification([jid], EventMessages.SubscriptionChanged(context, after, jid, decided.State))],
            After = allow && decided.Deliver && after.Configuration.SendLast != SendLast.Never && ItemRetrieval.Last(after, jid, context) is { } last ? [last] : [],
        };
    }
}
