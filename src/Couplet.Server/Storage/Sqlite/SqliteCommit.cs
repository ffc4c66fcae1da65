using System.Diagnostics;

namespace Couplet.Server.Storage.Sqlite;

/// <summary>The connection that writes, and its transactions. Used by one thread at a time.</summary>
internal sealed class SqliteCommit(string path, SqliteConnection first)
{
    /// <summary>A commit that took longer than this, in milliseconds, was slow.</summary>
    private const int Slow = 5;

    private readonly TaskCompletionSource<string> broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteLogSpace space = new(path);
    private readonly SqliteTail tail = new();
    private SqliteConnection? connection = first;

    /// <summary>Ends when a sync has failed.</summary>
    public Task<string> Broken => broken.Task;

    /// <summary>The last commit took its time.</summary>
    public bool IsSlow { get; private set; }

    /// <summary>There is something to do for <see cref="Upkeep"/>.</summary>
    public bool IsUpkeepDue { get; private set; } = true;

    /// <summary>Does a group in one transaction, and answers each of it.</summary>
    public void Write(List<SqliteWrite> group)
    {
        if (group.Count == 0 || Try(group) is not { } cause) return;
        if (cause is not StorageException && group.Count > 1)
        {
            // One of them is at fault and the database is well: each for itself, and only that one fails.
            foreach (var write in group) Write([write]);
            return;
        }
        foreach (var write in group) write.Fail(cause is SqliteConstraintException ? new ArgumentException(cause.Message, cause) : cause);
    }

    /// <summary>What need not be done before anybody is answered: settles events, copies the log back once it is long, and sees to its space.</summary>
    public void Upkeep()
    {
        IsUpkeepDue = false;
        Settle(isLast: false);
        Checkpoint(isLast: false);
    }

    /// <summary>Settles all events, copies the log back and closes the connection.</summary>
    public void Close()
    {
        Settle(isLast: true);
        Checkpoint(isLast: true);
        // Closing would throw the write-ahead log away, which is all there is to go by after a failed sync.
        if (!broken.Task.IsCompleted) connection?.Dispose();
    }

    private Exception? Try(List<SqliteWrite> group)
    {
        var wasBroken = broken.Task.IsCompleted;
        var began = Stopwatch.GetTimestamp();
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
        IsSlow = Stopwatch.GetElapsedTime(began).TotalMilliseconds > Slow;
        IsUpkeepDue = connection.IsCheckpointDue || space.IsShort(connection) || tail.IsDue(connection);
        return null;
    }

    private void Settle(bool isLast)
    {
        if (broken.Task.IsCompleted || connection is null) return;
        try
        {
            if (isLast || tail.IsDue(connection)) tail.SettleAll(connection);
        }
        catch (Exception cause) when (cause is StorageException or SqliteConstraintException)
        {
            Abandon(cause);
            if (connection is not null) tail.PutOff(connection);
        }
    }

    private void Checkpoint(bool isLast)
    {
        try
        {
            if (broken.Task.IsCompleted || connection is null) return;
            if (isLast || connection.IsCheckpointDue) connection.Checkpoint();
            if (!isLast && space.IsShort(connection)) space.Extend(connection);
        }
        catch (StorageException cause)
        {
            // The log keeps what could not be copied; a later commit tries again.
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
