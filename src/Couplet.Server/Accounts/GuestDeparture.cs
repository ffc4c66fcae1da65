namespace Couplet.Server.Accounts;

/// <summary>The end of a visit without a name (XEP-0175 §3): whatever the account has left is removed. Nobody gets its name again: it was random.</summary>
internal static class GuestDeparture
{
    /// <summary>Runs in the account's mailbox.</summary>
    internal static async ValueTask RunAsync(Account account)
    {
        foreach (var extension in account.Server.Features.AccountExtensions)
            await extension.DeletedAsync(account).ConfigureAwait(false);
        await account.Server.Storage.Documents.DeleteOwnerAsync(account.Jid.ToString()).ConfigureAwait(false);
        account.Forget();
    }
}
