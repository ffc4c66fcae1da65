namespace Couplet.Server.Features.Subscriptions;

/// <summary>
/// The states of a subscription between an account and a contact (RFC 6121 Appendix A.1), as four marks of which nine combinations
/// occur. The numbers are stored and may not change.
/// </summary>
[Flags]
public enum SubscriptionState
{
    /// <summary>Neither sees the other's presence.</summary>
    None = 0,
    /// <summary>The account sees the contact's presence.</summary>
    To = 1,
    /// <summary>The contact sees the account's presence.</summary>
    From = 2,
    /// <summary>Both.</summary>
    Both = To | From,
    /// <summary>The account has asked to see the contact's presence.</summary>
    PendingOut = 4,
    /// <summary>The contact has asked to see the account's presence.</summary>
    PendingIn = 8,
}
