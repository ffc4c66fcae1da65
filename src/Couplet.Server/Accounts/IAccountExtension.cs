using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Sessions;

namespace Couplet.Server.Accounts;

/// <summary>
/// Where features take part in an account's life. All methods run in the account's mailbox, one at a time, in catalogue order, and
/// state is kept with <see cref="Account.Feature{T}"/>.
/// </summary>
public interface IAccountExtension
{
    /// <summary>Which stanzas <see cref="OutgoingAsync"/> and <see cref="IncomingAsync"/> look at; they are not shown the others.</summary>
    StanzaKinds Concerns => StanzaKinds.All;

    /// <summary>A session of the account sends a stanza to someone.</summary>
    /// <returns>The stanza that goes on, changed or not; null when it goes no further.</returns>
    ValueTask<Stanza?> OutgoingAsync(Account account, ClientSession session, Stanza stanza) => new(stanza);

    /// <summary>A stanza for the account or one of its resources has arrived.</summary>
    /// <returns>The stanza that goes on to delivery, changed or not; null when it goes no further.</returns>
    ValueTask<Stanza?> IncomingAsync(Account account, Stanza stanza) => new(stanza);

    /// <summary>A resource has been bound.</summary>
    ValueTask BoundAsync(Account account, ClientSession session) => default;

    /// <summary>A session has outlived the server and waits to be resumed (XEP-0198 §5); what it was is in it again. Nobody is told anything.</summary>
    ValueTask RestoredAsync(Account account, ClientSession session) => default;

    /// <summary>A session broadcasts available presence (no <c>to</c>): what all are to see of it, before any <see cref="PresenceAsync"/> has run.</summary>
    ValueTask<Presence> PreparePresenceAsync(Account account, ClientSession session, Presence presence) => new(presence);

    /// <summary>
    /// A session has broadcast presence (no <c>to</c>): available or unavailable. <see cref="ClientSession.Presence"/> still holds the one before;
    /// it is updated after all extensions have run.
    /// </summary>
    ValueTask PresenceAsync(Account account, ClientSession session, Presence presence) => default;

    /// <summary>A session is over. (If it was available, unavailable presence has been broadcast for it before.)</summary>
    ValueTask EndedAsync(Account account, ClientSession session) => default;

    /// <summary>A message could be delivered to no session: it was for the bare JID or a resource that is gone (RFC 6121 §8.5).</summary>
    /// <returns>Whether it has been taken care of (stored, most often); if by none, the sender gets an error where the rules say so.</returns>
    ValueTask<bool> UndeliveredAsync(Account account, Message message) => new(false);

    /// <summary>What the account has noted of a contact has changed, and is kept: a subscription, a group, the whole item.</summary>
    ValueTask RosterChangedAsync(Account account, Jid contact) => default;

    /// <summary>The account is about to be deleted with everything of its own.</summary>
    ValueTask DeletedAsync(Account account) => default;
}
