using Npgsql;

namespace Couplet.Server.Storage.Postgres;

/// <summary>Writes of an owner that are no appends.</summary>
internal static class PostgresFence
{
    /// <summary>
    /// Does the work in a transaction, unless the owner is fenced. The epoch stays locked until the commit, so that who raises it knows that
    /// whatever the old owner has written is there to be read.
    /// </summary>
    public static Task<T> RunAsync<T>(PostgresDatabase database, OwnerToken owner, T fenced, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation) =>
        database.RunAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                await using var _ = transaction.ConfigureAwait(false);
                var epochs = await PostgresDatabase.QueryAsync(
                    connection, "SELECT epoch FROM owners WHERE node = $1 FOR SHARE", [owner.Node], row => row.GetInt64(0), cancellation).ConfigureAwait(false);
                if (epochs is [var epoch] && epoch > owner.Epoch) return fenced;
                var result = await work(connection).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                return result;
            },
            cancellation);

    /// <summary>Runs one statement; false when the owner is fenced.</summary>
    public static Task<bool> ExecuteAsync(PostgresDatabase database, OwnerToken owner, string sql, object[] parameters, CancellationToken cancellation) =>
        RunAsync(
            database, owner, fenced: false,
            async connection =>
            {
                var command = PostgresDatabase.Command(connection, sql, parameters);
                await using var _ = command.ConfigureAwait(false);
                await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
                return true;
            },
            cancellation);
}
