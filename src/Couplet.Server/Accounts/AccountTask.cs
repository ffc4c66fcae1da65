namespace Couplet.Server.Accounts;

/// <summary>Something to be done in an account's mailbox for a caller outside, who may wait for it.</summary>
internal sealed class AccountTask(Func<Account, ValueTask> work)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Done => _done.Task;

    internal async ValueTask RunAsync(Account account)
    {
        await work(account).ConfigureAwait(false);
        _done.TrySetResult();
    }

    internal void Fail(Exception exception) => _done.TrySetException(exception);
}
