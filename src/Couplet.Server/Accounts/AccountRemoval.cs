using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Accounts;

/// <summary>The end of an account: everything of its own goes, its sessions are ended, its name stays taken.</summary>
internal static class AccountRemoval
{
    /// <summary>Removes the account; runs in its mailbox.</summary>
    /// <param name="account">The account.</param>
    /// <param name="answer">Called when all is done, before the sessions end.</param>
    internal static async ValueTask RunAsync(Account account, Action? answer = null)
    {
        var sessions = account.Sessions;
        foreach (var extension in account.Server.Features.AccountExtensions)
            await extension.DeletedAsync(account).ConfigureAwait(false);
        await account.Server.AccountStore.DeleteAsync(account.Jid.Local!).ConfigureAwait(false);
        account.Forget();
        answer?.Invoke();
        foreach (var session in sessions) session.Close(new StreamError(StreamErrorCondition.NotAuthorized, "The account was removed."));
    }
}
