using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Accounts;

/// <summary>What other features may know of an account's roster.</summary>
public interface IRosterView
{
    /// <summary>How a contact stands to an account. Called in the account's mailbox.</summary>
    /// <param name="account">Whose roster.</param>
    /// <param name="contact">The contact; a resource does not matter.</param>
    ValueTask<SubscriptionInfo> FindAsync(Account account, Jid contact);
}

/// <summary>How a contact stands to an account.</summary>
/// <param name="SeesPresence">Whether the account shows the contact its presence: a subscription of <c>from</c> or <c>both</c> (RFC 6121 §2.1.2.5), or the account itself.</param>
/// <param name="Groups">The groups of the roster that the contact is in; empty, or default, for none.</param>
public readonly record struct SubscriptionInfo(bool SeesPresence, ImmutableArray<string> Groups);
