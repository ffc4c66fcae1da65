using System.Collections.Frozen;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.PubSub;

/// <summary>
/// Publish-subscribe as a function: nodes and a request in, an outcome out (XEP-0060). It serves the service of the domain and the
/// accounts alike.
/// </summary>
internal static class PubSubEngine
{
    private static readonly FrozenDictionary<(string Namespace, bool IsSet, string Name), Func<PubSubCall, PubSubOutcome>> s_actions =
        new Dictionary<(string, bool, string), Func<PubSubCall, PubSubOutcome>>
        {
            [(PubSubNamespaces.Main, true, "create")] = NodeCreation.Create,
            [(PubSubNamespaces.Main, true, "publish")] = Publishing.Publish,
            [(PubSubNamespaces.Main, true, "retract")] = Removal.Retract,
            [(PubSubNamespaces.Main, true, "subscribe")] = Subscribing.Subscribe,
            [(PubSubNamespaces.Main, true, "unsubscribe")] = Subscribing.Unsubscribe,
            [(PubSubNamespaces.Main, true, "options")] = SubscriptionOptions.Set,
            [(PubSubNamespaces.Main, false, "options")] = SubscriptionOptions.Get,
            [(PubSubNamespaces.Main, false, "default")] = SubscriptionOptions.Default,
            [(PubSubNamespaces.Main, false, "items")] = ItemRetrieval.Get,
            [(PubSubNamespaces.Main, false, "subscriptions")] = OwnLists.Subscriptions,
            [(PubSubNamespaces.Main, false, "affiliations")] = OwnLists.Affiliations,
            [(PubSubNamespaces.Owner, false, "configure")] = NodeConfiguring.Get,
            [(PubSubNamespaces.Owner, true, "configure")] = NodeConfiguring.Set,
            [(PubSubNamespaces.Owner, false, "default")] = NodeConfiguring.Default,
            [(PubSubNamespaces.Owner, true, "delete")] = Removal.Delete,
            [(PubSubNamespaces.Owner, true, "purge")] = Removal.Purge,
            [(PubSubNamespaces.Owner, false, "subscriptions")] = OwnerLists.GetSubscriptions,
            [(PubSubNamespaces.Owner, true, "subscriptions")] = OwnerLists.SetSubscriptions,
            [(PubSubNamespaces.Owner, false, "affiliations")] = OwnerLists.GetAffiliations,
            [(PubSubNamespaces.Owner, true, "affiliations")] = OwnerLists.SetAffiliations,
        }.ToFrozenDictionary();

    /// <summary>Decides a request.</summary>
    internal static PubSubOutcome Decide(PubSubState state, PubSubRequest request, PubSubContext context)
    {
        if (FindAction(request) is not { } action) return PubSubOutcome.Refuse(state, StanzaError.BadRequest("There is no such request."));
        state = Leases.Expire(state, action["node"], context.Now);
        var outcome = s_actions[(request.Payload.Namespace, request.IsSet, action.Name)](new PubSubCall(state, request, context, action));
        return outcome;
    }

    /// <summary>The name of the node that a request is about; null where it names none.</summary>
    internal static string? NodeOf(PubSubRequest request) => FindAction(request)?["node"];

    private static Element? FindAction(PubSubRequest request)
        => request.Payload.Elements().FirstOrDefault(e => e.Namespace == request.Payload.Namespace
            && s_actions.ContainsKey((e.Namespace, request.IsSet, e.Name)));
}
