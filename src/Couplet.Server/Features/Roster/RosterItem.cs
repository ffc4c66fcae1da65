using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Subscriptions;

namespace Couplet.Server.Features.Roster;

/// <summary>What an account has noted of a contact (RFC 6121 §2.1.2).</summary>
/// <param name="Jid">The contact's bare JID.</param>
public sealed record RosterItem(Jid Jid)
{
    /// <summary>The name that the owner gave, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The groups, in the owner's order.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>The state of the subscriptions.</summary>
    public SubscriptionState State { get; init; }

    /// <summary>Whether a request of the contact is granted in advance (RFC 6121 §3.4).</summary>
    public bool IsApproved { get; init; }

    /// <summary>Whether the item is in the roster that clients see; one that holds nothing but a request of the contact is not.</summary>
    public bool IsListed { get; init; }

    /// <summary>The contact's request, as XML, while <see cref="SubscriptionState.PendingIn"/> stands.</summary>
    public string? Request { get; init; }

    /// <summary>Whether the contact may see the account's presence.</summary>
    public bool SeesPresence => State.HasFlag(SubscriptionState.From);

    /// <summary>Whether the account may see the contact's presence.</summary>
    public bool ShowsPresence => State.HasFlag(SubscriptionState.To);

    /// <summary>Whether there is nothing left to remember.</summary>
    internal bool IsVoid => !IsListed && State == SubscriptionState.None && !IsApproved;

    /// <summary>The <c>item</c> element.</summary>
    internal Element ToElement() => new("item", RosterFeature.Namespace,
        new XmlAttr("jid", Jid.ToString()),
        Name is null ? null : new XmlAttr("name", Name),
        new XmlAttr("subscription", (State & SubscriptionState.Both) switch
        {
            SubscriptionState.To => "to",
            SubscriptionState.From => "from",
            SubscriptionState.Both => "both",
            _ => "none",
        }),
        State.HasFlag(SubscriptionState.PendingOut) ? new XmlAttr("ask", "subscribe") : null,
        IsApproved ? new XmlAttr("approved", "true") : null,
        Groups.Select(group => new Element("group", RosterFeature.Namespace, group)));
}
