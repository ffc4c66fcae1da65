using Couplet.Protocol.Stanzas;
using Couplet.Server.Routing;

namespace Couplet.Server.Accounts;

/// <summary>The end of an account: what belongs to it is removed first, then whoever is still logged in is told.</summary>
internal static class AccountDeletion
{
    /// <summary>Runs in the account's mailbox (<see cref="AccountHost.RunAsync"/>).</summary>
    /// <param name="account">The account.</param>
    /// <param name="answer">Called when everything is removed, before the sessions end in an item of their own.</param>
    internal static async ValueTask RunAsync(Account account, Action? answer = null)
    {
        foreach (var extension in account.Server.Features.AccountExtensions)
            await extension.DeletedAsync(account).ConfigureAwait(false);
        await account.Server.AccountStore.DeleteAsync(account.Jid.Local!).ConfigureAwait(false);
        account.Forget();
        answer?.Invoke();
        // What an item says to sessions that outlive the server leaves when the item is done, and they must not be closed before.
        if (!account.Sessions.IsEmpty) account.Post(new Work(null, Signal: new AccountTask(End)));
    }

    private static ValueTask End(Account account)
    {
        foreach (var session in account.Sessions)
            session.Close(new StreamError(StreamErrorCondition.NotAuthorized, "The account was deleted."));
        return default;
    }
}
