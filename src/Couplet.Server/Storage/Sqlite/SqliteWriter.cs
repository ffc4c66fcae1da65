namespace Couplet.Server.Storage.Sqlite;

/// <summary>
/// The one thread that writes. It takes whatever waits, does it in one transaction and answers after the commit, so that
/// many share the price of one sync.
/// </summary>
internal sealed class SqliteWriter : IThreadPoolWorkItem
{
    /// <summary>The most calls in one transaction: enough to make the sync cheap, few enough not to let the first wait for long.</summary>
    private const int MaxGroup = 256;

    /// <summary>The longest time in milliseconds that others may go first, should the thread pool be stuck.</summary>
    private const int MostPatience = 5;

    private readonly object gate = new();
    private readonly Queue<SqliteWrite> waiting = new();
    private readonly string path;
    private readonly Thread thread;
    private readonly TaskCompletionSource<string> broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteConnection? connection;
    private bool stopping;
    private bool othersFirst;

    public SqliteWriter(string path, SqliteConnection connection)
    {
        this.path = path;
        this.connection = connection;
        thread = new Thread(Loop) { IsBackground = true, Name = "SQLite writer" };
        thread.Start();
    }

    /// <summary>Ends when a sync has failed.</summary>
    public Task<string> Broken => broken.Task;

    /// <summary>Has the work done and answers when it is on disk.</summary>
    /// <exception cref="StorageException">The database failed, or is closed; nothing was done.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var write = new SqliteWrite<T>(work);
        lock (gate)
        {
            if (stopping) throw new StorageException($"The database {path} is closed.");
            if (broken.Task.IsCompleted) throw new StorageException(broken.Task.Result) { IsSyncFailure = true };
            waiting.Enqueue(write);
            if (waiting.Count == 1) Monitor.Pulse(gate);
        }
        return write.Task;
    }

    /// <summary>Writes what still waits and ends.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopping = true;
            Monitor.Pulse(gate);
        }
        thread.Join();
    }

    private void Loop()
    {
        var group = new List<SqliteWrite>(MaxGroup);
        while (Take(group)) Write(group);
        Checkpoint(isLast: true);
        // Closing would throw the write-ahead log away, which is all there is to go by after a failed sync.
        if (!broken.Task.IsCompleted) connection?.Dispose();
    }

    /// <summary>Whoever was in the thread pool's queue before the writer has had its turn.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        lock (gate)
        {
            othersFirst = false;
            Monitor.Pulse(gate);
        }
    }

    private bool Take(List<SqliteWrite> group)
    {
        group.Clear();
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (stopping) return false;
                Monitor.Wait(gate);
            }
            LetOthersGoFirst();
            while (group.Count < MaxGroup && waiting.TryDequeue(out var next)) group.Add(next);
            return true;
        }
    }

    // What the thread pool has still to do will bring more for the same sync; where it has nothing to do, nothing is waited for.
    private void LetOthersGoFirst()
    {
        if (stopping || waiting.Count >= MaxGroup || ThreadPool.PendingWorkItemCount == 0) return;
        // One that is still under way from before does as well.
        if (!othersFirst) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        othersFirst = true;
        var until = Environment.TickCount64 + MostPatience;
        while (othersFirst && !stopping && until - Environment.TickCount64 is > 0 and var rest) Monitor.Wait(gate, (int)rest);
    }

    private void Write(List<SqliteWrite> group)
    {
        if (Try(group) is not { } cause) return;
        if (cause is not StorageException && group.Count > 1)
        {
            // One of them is at fault and the database is well: each for itself, and only that one fails.
            foreach (var write in group) Write([write]);
            return;
        }
        foreach (var write in group) write.Fail(cause is SqliteConstraintException ? new ArgumentException(cause.Message, cause) : cause);
    }

    private Exception? Try(List<SqliteWrite> group)
    {
        var wasBroken = broken.Task.IsCompleted;
        try
        {
            if (wasBroken) throw new StorageException(broken.Task.Result) { IsSyncFailure = true };
            connection ??= Reopen();
            connection.Run("BEGIN IMMEDIATE");
            foreach (var write in group) write.Do(connection);
            connection.Run("COMMIT");
        }
#pragma warning disable CA1031 // Whatever it is, those who wait must hear of it and the writer must go on.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            Abandon(cause);
            // Whether it will be there after the next start nobody knows, so nobody is told anything: who waits learns of the end.
            return !wasBroken && broken.Task.IsCompleted ? null : cause;
        }
        foreach (var write in group) write.Complete();
        Checkpoint(isLast: false);
        return null;
    }

    private void Checkpoint(bool isLast)
    {
        try
        {
            if (!broken.Task.IsCompleted) connection?.Checkpoint(isLast);
        }
        catch (StorageException cause)
        {
            // The log keeps what could not be copied; the next commit tries again.
            if (cause.IsSyncFailure) Break(cause);
        }
    }

    private void Break(StorageException cause) => broken.TrySetResult(
        $"{cause.Message} What the system has still to write may be lost without another word, so nothing more is written. See to the disk, then start again.");

    /// <summary>
    /// After a failed write nothing the connection holds can be trusted. A refused row is no such failure. A sync that failed is not
    /// tried again, since the system may have dropped the pages and would now report success: that is the end.
    /// </summary>
    private void Abandon(Exception cause)
    {
        if (cause is StorageException { IsSyncFailure: true } failure)
        {
            Break(failure);
            return;
        }
        try
        {
            if (connection?.IsInTransaction == true) connection.Run("ROLLBACK");
            if (cause is not StorageException) return;
        }
        catch (StorageException)
        {
            // The connection is closed below, which rolls back as well.
        }
        connection?.Dispose();
        connection = null;
    }

    private SqliteConnection Reopen()
    {
        var opened = new SqliteConnection(path);
        try
        {
            // Takes the place in the write-ahead log of whatever the failed commit may have left there, so that no crash can
            // bring back what was reported as failed.
            opened.Execute("UPDATE schema_version SET version = version");
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
