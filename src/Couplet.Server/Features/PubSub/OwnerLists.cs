using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.PubSub;

/// <summary>An owner manages a node's subscriptions and affiliations (XEP-0060 §8.8, §8.9).</summary>
internal static class OwnerLists
{
    internal static PubSubOutcome GetSubscriptions(PubSubCall call) => call.FindOwned(out var node) is { } error ? call.Refuse(error)
        : call.Answer(new Element("subscriptions", PubSubNamespaces.Owner, new XmlAttr("node", node.Name),
            node.Subscriptions.Values.Where(s => s.State == SubscriptionState.Subscribed).Select(s => new Element("subscription", PubSubNamespaces.Owner,
                new XmlAttr("jid", s.Jid.ToString()), new XmlAttr("subscription", PubSubWords.Of(s.State))))));

    internal static PubSubOutcome SetSubscriptions(PubSubCall call)
    {
        if (call.FindOwned(out var node) is { } error) return call.Refuse(error);
        var after = node;
        var told = new List<Notification>();
        foreach (var element in call.Action.Elements("subscription"))
        {
            if (!Jid.TryParse(element["jid"], out var jid) || !PubSubWords.TryParse<SubscriptionState>(element["subscription"], out var state))
                return call.Refuse(StanzaError.NotAcceptable());
            if (state == SubscriptionState.Subscribed && after.AffiliationOf(jid) == Affiliation.Outcast) return call.Refuse(StanzaError.NotAcceptable());
            var before = after.Subscriptions.GetValueOrDefault(jid.ToString());
            if ((before?.State ?? SubscriptionState.None) == state) continue;
            after = after.With((before ?? new Subscription(jid, state)) with { State = state });
            told.Add(new Notification([jid], EventMessages.SubscriptionChanged(call.Context, node, jid, state)));
        }
        return call.Changed(after, [.. told]);
    }

    internal static PubSubOutcome GetAffiliations(PubSubCall call) => call.FindOwned(out var node) is { } error ? call.Refuse(error)
        : call.Answer(new Element("affiliations", PubSubNamespaces.Owner, new XmlAttr("node", node.Name),
            node.Affiliations.Select(a => new Element("affiliation", PubSubNamespaces.Owner, new XmlAttr("jid", a.Key), new XmlAttr("affiliation", PubSubWords.Of(a.Value))))));

    internal static PubSubOutcome SetAffiliations(PubSubCall call)
    {
        if (call.FindOwned(out var node) is { } error) return call.Refuse(error);
        var after = node;
        var told = ImmutableArray.CreateBuilder<Notification>();
        foreach (var element in call.Action.Elements("affiliation"))
        {
            if (!Jid.TryParse(element["jid"], out var jid)) return call.Refuse(StanzaError.NotAcceptable());
            if (element["affiliation"] is not { } word) continue;
            if (!PubSubWords.TryParse<Affiliation>(word, out var affiliation)) return call.Refuse(StanzaError.NotAcceptable());
            after = after.With(jid, affiliation);
            if (affiliation != Affiliation.Outcast) continue;
            foreach (var lost in after.SubscriptionsOf(jid).ToList())
            {
                after = after.With(lost with { State = SubscriptionState.None });
                told.Add(new Notification([lost.Jid], EventMessages.SubscriptionChanged(call.Context, node, lost.Jid, SubscriptionState.None)));
            }
        }
        // A node never loses its last owner, nor an account's node the account.
        if (!after.Owners.Any() || (call.Context.IsPersonal && !NodeAccess.IsOwner(after, call.Context.Service))) return call.Refuse(StanzaError.NotAcceptable());
        return call.Changed(after, told.ToImmutable());
    }
}
