namespace Couplet.Server.Storage.Sqlite;

/// <summary>Work that waits for the writer.</summary>
internal abstract class SqliteWrite
{
    /// <summary>Does it, inside the transaction. May be called again after a rollback.</summary>
    public abstract void Do(SqliteConnection connection);

    /// <summary>It is on disk.</summary>
    public abstract void Complete();

    /// <summary>It was not done.</summary>
    public abstract void Fail(Exception cause);
}

/// <summary>Work with an answer.</summary>
internal sealed class SqliteWrite<T>(Func<SqliteConnection, T> work) : SqliteWrite
{
    // Whoever waits continues on the thread pool: the writer has the next transaction to write.
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? answer;

    public Task<T> Task => done.Task;

    public override void Do(SqliteConnection connection) => answer = work(connection);

    public override void Complete() => done.SetResult(answer!);

    public override void Fail(Exception cause) => done.SetException(cause);
}
