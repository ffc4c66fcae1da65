using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;

namespace Couplet.Server.Features.Roster;

/// <summary>The roster as other features may see it.</summary>
internal sealed class RosterView : IRosterView
{
    public async ValueTask<SubscriptionInfo> FindAsync(Account account, Jid contact)
    {
        if (contact.Bare == account.Jid) return new SubscriptionInfo(true, []);
        return (await RosterList.OfAsync(account).ConfigureAwait(false)).Find(contact) is { } item
            ? new SubscriptionInfo(item.SeesPresence, item.Groups) : new SubscriptionInfo(false, []);
    }
}
