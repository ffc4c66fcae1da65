using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.PubSub;

/// <summary>Who may do what at a node (XEP-0060 §4.1, §4.5).</summary>
internal static class NodeAccess
{
    internal static bool IsOwner(PubSubNode node, Jid jid) => node.AffiliationOf(jid) == Affiliation.Owner;

    /// <summary>Why an address may not retrieve items or be notified; null if it may (§6.5.9).</summary>
    internal static StanzaError? RefuseReading(PubSubNode node, Jid jid, PubSubContext context)
        => node.AffiliationOf(jid) switch
        {
            Affiliation.Owner or Affiliation.Publisher or Affiliation.Member => null,
            Affiliation.Outcast or Affiliation.PublishOnly => StanzaError.Forbidden(),
            _ => node.Configuration.AccessModel == AccessModel.Authorize
                ? node.IsSubscribed(jid) ? null : PubSubErrors.NotSubscribedToRead()
                : RefuseByModel(node, jid, context),
        };

    /// <summary>Why an address may not subscribe; null if it may, perhaps with an owner's consent (§6.1.3).</summary>
    internal static StanzaError? RefuseSubscribing(PubSubNode node, Jid jid, PubSubContext context)
        => node.AffiliationOf(jid) switch
        {
            Affiliation.Owner or Affiliation.Publisher or Affiliation.Member => null,
            Affiliation.Outcast or Affiliation.PublishOnly => StanzaError.Forbidden(),
            _ => RefuseByModel(node, jid, context),
        };

    /// <summary>Whether a subscription waits for an owner's consent (§6.1.4).</summary>
    internal static bool NeedsApproval(PubSubNode node, Jid jid)
        => node.Configuration.AccessModel == AccessModel.Authorize && node.AffiliationOf(jid) == Affiliation.None;

    internal static bool MayPublish(PubSubNode node, Jid jid) => node.AffiliationOf(jid) switch
    {
        Affiliation.Owner or Affiliation.Publisher or Affiliation.PublishOnly => true,
        Affiliation.Outcast => false,
        _ => node.Configuration.PublishModel == PublishModel.Open
            || (node.Configuration.PublishModel == PublishModel.Subscribers && node.IsSubscribed(jid)),
    };

    /// <summary>Whether an address may replace or remove an item: owners and publishers any, others their own.</summary>
    internal static bool MayChange(PubSubNode node, PubSubItem item, Jid jid)
        => node.AffiliationOf(jid) is Affiliation.Owner or Affiliation.Publisher || (MayPublish(node, jid) && item.Publisher == jid.Bare);

    private static StanzaError? RefuseByModel(PubSubNode node, Jid jid, PubSubContext context)
    {
        switch (node.Configuration.AccessModel)
        {
            case AccessModel.Presence:
                return Relations(node, jid, context).Any(r => r.SeesPresence) ? null : PubSubErrors.PresenceSubscriptionRequired();
            case AccessModel.Roster:
                var seen = Relations(node, jid, context).Where(r => r.SeesPresence).ToList();
                if (seen.Count == 0) return PubSubErrors.PresenceSubscriptionRequired();
                return seen.Exists(r => !r.Groups.IsDefault && r.Groups.Any(node.Configuration.RosterGroups.Contains)) ? null : PubSubErrors.NotInRosterGroup();
            case AccessModel.Whitelist:
                return PubSubErrors.ClosedNode();
            default:
                return null;
        }
    }

    private static IEnumerable<Accounts.SubscriptionInfo> Relations(PubSubNode node, Jid jid, PubSubContext context)
        => node.Owners.Select(owner => context.Relations.GetValueOrDefault((owner, jid.Bare)));
}
