using Couplet.Server.Routing;

namespace Couplet.Server.Storage.Sqlite;

/// <summary>
/// Has one thread write at a time. A thread of its own takes whatever waits, does it in one transaction and answers after the commit, so
/// that many share the price of one sync. Who comes while all is quiet does it himself: waking a thread and being woken by it costs as
/// much as the sync.
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
    private readonly SqliteCommit commit;
    private readonly Thread thread;
    private bool writing; // somebody is: the thread, or a caller himself
    private bool crowded; // the last time there was more than one call to do
    private bool stopping;
    private bool othersFirst;

    public SqliteWriter(string path, SqliteConnection connection)
    {
        this.path = path;
        commit = new SqliteCommit(path, connection);
        thread = new Thread(Loop) { IsBackground = true, Name = "SQLite writer" };
        thread.Start();
    }

    /// <summary>Ends when a sync has failed.</summary>
    public Task<string> Broken => commit.Broken;

    /// <summary>Has the work done and answers when it is on disk; the answer may be there at once.</summary>
    /// <exception cref="StorageException">The database failed, or is closed; nothing was done.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var write = new SqliteWrite<T>(work);
        lock (gate)
        {
            if (stopping) throw new StorageException($"The database {path} is closed.");
            if (Broken.IsCompleted) throw new StorageException(Broken.Result) { IsSyncFailure = true };
            if (IsQuiet()) writing = true;
            else
            {
                waiting.Enqueue(write);
                if (waiting.Count == 1) Monitor.Pulse(gate);
                return write.Task;
            }
        }
        try
        {
            commit.Write([write]);
        }
        finally
        {
            lock (gate)
            {
                writing = false;
                crowded = waiting.Count > 0;
                if (crowded || stopping || commit.IsUpkeepDue) Monitor.Pulse(gate);
            }
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

    // Nothing that this thread, the thread pool or the writer has to do would be held up, or could share the sync. A slow disk would keep a
    // thread of the pool for too long, and makes light of the thread that is woken.
    private bool IsQuiet() => !writing && waiting.Count == 0 && !crowded && !commit.IsSlow && !commit.IsUpkeepDue
        && Turn.IsSpent && ThreadPool.PendingWorkItemCount == 0;

    private void Loop()
    {
        var group = new List<SqliteWrite>(MaxGroup);
        while (Take(group))
        {
            commit.Write(group);
            commit.Upkeep();
            lock (gate) writing = false;
        }
        commit.Close();
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

    /// <returns>Whether the thread is to go on: with the group, which is empty where only the upkeep is due.</returns>
    private bool Take(List<SqliteWrite> group)
    {
        group.Clear();
        lock (gate)
        {
            while (writing || (waiting.Count == 0 && !commit.IsUpkeepDue))
            {
                if (stopping && !writing) return false;
                Monitor.Wait(gate);
            }
            writing = true;
            if (waiting.Count == 0) return true;
            LetOthersGoFirst();
            crowded = waiting.Count > 1;
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
}
