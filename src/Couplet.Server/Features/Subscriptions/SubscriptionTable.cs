using System.Collections.Frozen;
using Couplet.Protocol.Stanzas;
using static Couplet.Server.Features.Subscriptions.SubscriptionState;

namespace Couplet.Server.Features.Subscriptions;

/// <summary>What a subscription stanza does in a state.</summary>
/// <param name="Passes">Whether it is routed to the contact (outbound) or shown to the account's clients (inbound).</param>
/// <param name="Next">The state afterwards.</param>
internal readonly record struct SubscriptionStep(bool Passes, SubscriptionState Next);

/// <summary>The subscription state machine of RFC 6121 Appendix A, as its tables.</summary>
internal static class SubscriptionTable
{
    private static readonly FrozenDictionary<(PresenceType, SubscriptionState), SubscriptionStep> s_outbound = Build(
        //                    subscribe (A.2.1)           unsubscribe (A.2.2)        subscribed (A.2.3)        unsubscribed (A.2.4)
        (None,                Go(PendingOut),             Go(None),                  Stop(None),               Stop(None)),
        (PendingOut,          Go(PendingOut),             Go(None),                  Stop(PendingOut),         Stop(PendingOut)),
        (PendingIn,           Go(PendingOut | PendingIn), Go(PendingIn),             Go(From),                 Go(None)),
        (PendingOut | PendingIn, Go(PendingOut | PendingIn), Go(PendingIn),          Go(From | PendingOut),    Go(PendingOut)),
        (To,                  Go(To),                     Go(None),                  Stop(To),                 Stop(To)),
        (To | PendingIn,      Go(To | PendingIn),         Go(PendingIn),             Go(Both),                 Go(To)),
        (From,                Go(From | PendingOut),      Go(From),                  Stop(From),               Go(None)),
        (From | PendingOut,   Go(From | PendingOut),      Go(From),                  Stop(From | PendingOut),  Go(PendingOut)),
        (Both,                Go(Both),                   Go(From),                  Stop(Both),               Go(To)));

    private static readonly FrozenDictionary<(PresenceType, SubscriptionState), SubscriptionStep> s_inbound = Build(
        //                    subscribe (A.3.1)           unsubscribe (A.3.2)        subscribed (A.3.3)        unsubscribed (A.3.4)
        (None,                Go(PendingIn),              Stop(None),                Stop(None),               Stop(None)),
        (PendingOut,          Go(PendingOut | PendingIn), Stop(PendingOut),          Go(To),                   Go(None)),
        (PendingIn,           Stop(PendingIn),            Go(None),                  Stop(PendingIn),          Stop(PendingIn)),
        (PendingOut | PendingIn, Stop(PendingOut | PendingIn), Go(PendingOut),       Go(To | PendingIn),       Go(PendingIn)),
        (To,                  Go(To | PendingIn),         Stop(To),                  Stop(To),                 Go(None)),
        (To | PendingIn,      Stop(To | PendingIn),       Go(To),                    Stop(To | PendingIn),     Go(PendingIn)),
        (From,                Stop(From),                 Go(None),                  Stop(From),               Stop(From)),
        (From | PendingOut,   Stop(From | PendingOut),    Go(PendingOut),            Go(Both),                 Go(From)),
        (Both,                Stop(Both),                 Go(To),                    Stop(Both),               Go(From)));

    /// <summary>A stanza of the account to the contact.</summary>
    internal static SubscriptionStep Outbound(SubscriptionState state, PresenceType type) => s_outbound[(type, state)];

    /// <summary>A stanza of the contact to the account.</summary>
    internal static SubscriptionStep Inbound(SubscriptionState state, PresenceType type) => s_inbound[(type, state)];

    private static SubscriptionStep Go(SubscriptionState next) => new(true, next);

    private static SubscriptionStep Stop(SubscriptionState next) => new(false, next);

    private static FrozenDictionary<(PresenceType, SubscriptionState), SubscriptionStep> Build(
        params (SubscriptionState State, SubscriptionStep Subscribe, SubscriptionStep Unsubscribe, SubscriptionStep Subscribed, SubscriptionStep Unsubscribed)[] rows)
        => rows.SelectMany(row => new[]
        {
            KeyValuePair.Create((PresenceType.Subscribe, row.State), row.Subscribe),
            KeyValuePair.Create((PresenceType.Unsubscribe, row.State), row.Unsubscribe),
            KeyValuePair.Create((PresenceType.Subscribed, row.State), row.Subscribed),
            KeyValuePair.Create((PresenceType.Unsubscribed, row.State), row.Unsubscribed),
        }).ToFrozenDictionary();
}
