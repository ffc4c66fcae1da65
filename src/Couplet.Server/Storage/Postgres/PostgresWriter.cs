using System.Threading.Channels;
using Npgsql;

namespace Couplet.Server.Storage.Postgres;

/// <summary>
/// Commits appends in groups over one connection: whatever waits goes into the next transaction. A commit whose answer was lost
/// is asked for before anybody is told.
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private const int MaxGroup = 256;

    /// <summary>How long a database that went away in the middle of a commit is waited for.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15);

    private readonly Channel<PostgresAppend> waiting = Channel.CreateUnbounded<PostgresAppend>(new UnboundedChannelOptions { SingleReader = true });
    private readonly PostgresDatabase database;
    private readonly TimeProvider time;
    private readonly Task loop;
    private NpgsqlConnection? connection;

    public PostgresWriter(PostgresDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
        loop = Task.Run(LoopAsync);
    }

    /// <exception cref="StorageException">The database failed, or is closed.</exception>
    public Task<AppendResult> AppendAsync(PostgresAppend append) =>
        waiting.Writer.TryWrite(append) ? append.Task : throw new StorageException("The PostgreSQL storage is closed.");

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await loop.ConfigureAwait(false);
        await DropAsync().ConfigureAwait(false);
    }

    private async Task LoopAsync()
    {
        while (await waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var group = new List<PostgresAppend>();
            while (group.Count < MaxGroup && waiting.Reader.TryRead(out var next)) group.Add(next);
            await WriteAsync(group).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(List<PostgresAppend> appends)
    {
        var cause = await TryAsync(appends).ConfigureAwait(false);
        if (cause is not null && !PostgresDatabase.IsPassing(cause) && appends.Count > 1)
        {
            // One of them is at fault and the database is well: each for itself, and only that one fails.
            foreach (var append in appends) await WriteAsync([append]).ConfigureAwait(false);
            return;
        }
        foreach (var append in appends)
            if (cause is null) append.Complete();
            else append.Fail(Explain(cause));
    }

    private static Exception Explain(Exception cause) => cause switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "archive_by_id" } taken =>
            new ArgumentException("The archive has a message with this id already.", taken),
        _ when PostgresDatabase.IsFailure(cause) => PostgresDatabase.Failed(cause),
        _ => cause,
    };

    /// <summary>Writes a group, over a new connection if the old one turns out to be dead.</summary>
    private async Task<Exception?> TryAsync(List<PostgresAppend> appends)
    {
        for (var attempt = 1; ; attempt++)
        {
            var group = new PostgresGroup(appends);
            try
            {
                connection ??= await OpenAsync().ConfigureAwait(false);
                await group.WriteAsync(connection, CancellationToken.None).ConfigureAwait(false);
                return null;
            }
#pragma warning disable CA1031 // Whatever it is, those who wait must hear of it and the writer must go on.
            catch (Exception cause)
#pragma warning restore CA1031
            {
                await DropAsync().ConfigureAwait(false);
                if (group.Transaction != 0)
                {
                    if (await WasCommittedAsync(group.Transaction).ConfigureAwait(false) is not { } isCommitted) return cause;
                    if (isCommitted) return null;
                }
                if (attempt > 1 || !(PostgresDatabase.IsPassing(cause) || IsRace(cause))) return cause;
            }
        }
    }

    /// <summary>Another node took the number between our look and our write. The next look will see it.</summary>
    private static bool IsRace(Exception cause) =>
        cause is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "events_by_sequence" };

    /// <summary>What became of a transaction whose commit was not answered; nothing when the database does not come back.</summary>
    private async Task<bool?> WasCommittedAsync(long transaction)
    {
        for (var start = time.GetTimestamp(); time.GetElapsedTime(start) < patience;)
        {
            try
            {
                var status = await database.QueryAsync(
                    "SELECT txid_status($1)", [transaction], row => row.IsDBNull(0) ? null : row.GetString(0), CancellationToken.None).ConfigureAwait(false);
                if (status is ["committed"]) return true;
                if (status is ["aborted"]) return false;
                if (status is [null]) return null;
            }
            catch (StorageException)
            {
                // Still away: asked again until patience ends, and then reported as failed.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), time).ConfigureAwait(false);
        }
        return null;
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var opened = await database.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        // What is acknowledged is on disk, even where the operator has thought otherwise for the rest of the database.
        await PostgresDatabase.QueryAsync(
            opened, "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'", [],
            _ => true, CancellationToken.None).ConfigureAwait(false);
        return opened;
    }

    private async Task DropAsync()
    {
        if (connection is null) return;
        await connection.DisposeAsync().ConfigureAwait(false);
        connection = null;
    }
}
