using System.Net.Sockets;
using Npgsql;

namespace Couplet.Server.Storage.Postgres;

/// <summary>The way to the database: connections, and what to do when one of them is gone.</summary>
internal sealed class PostgresDatabase(NpgsqlDataSource source)
{
    /// <summary>
    /// Runs work that may be run twice. The database may have been restarted while the connection lay idle; then the first
    /// attempt fails at once and the second has a new connection.
    /// </summary>
    /// <exception cref="StorageException">It failed twice, or in a way that trying again does not help.</exception>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
                await using var _ = connection.ConfigureAwait(false);
                return await work(connection).ConfigureAwait(false);
            }
            catch (Exception cause) when (isFirst && IsPassing(cause))
            {
                source.Clear();
            }
            catch (ObjectDisposedException cause)
            {
                throw new StorageException("The PostgreSQL storage is closed.", cause);
            }
            catch (Exception cause) when (IsFailure(cause))
            {
                throw Failed(cause);
            }
        }
    }

    /// <summary>Runs one statement that changes something.</summary>
    public Task<int> ExecuteAsync(string sql, object[] parameters, CancellationToken cancellation) => RunAsync(
        async connection =>
        {
            var command = Command(connection, sql, parameters);
            await using var _ = command.ConfigureAwait(false);
            return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        },
        cancellation);

    /// <summary>Reads rows.</summary>
    public Task<List<T>> QueryAsync<T>(string sql, IReadOnlyList<object> parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellation) =>
        RunAsync(connection => QueryAsync(connection, sql, parameters, read, cancellation), cancellation);

    /// <summary>Reads rows over a given connection.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        NpgsqlConnection connection, string sql, IReadOnlyList<object> parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        var command = Command(connection, sql, parameters);
        await using var c = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await using var r = reader.ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) rows.Add(read(reader));
        return rows;
    }

    /// <summary>A statement with its parameters <c>$1</c>, <c>$2</c>…</summary>
    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, IReadOnlyList<object> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }

    /// <summary>A connection of one's own.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellation) => source.OpenConnectionAsync(cancellation);

    /// <summary>The database or the way to it failed, in contrast to a mistake of the program.</summary>
    public static bool IsFailure(Exception cause) => cause is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>Worth another attempt on a new connection.</summary>
    public static bool IsPassing(Exception cause) =>
        cause is PostgresException said ? said.IsTransient || said.SqlState.StartsWith("57P", StringComparison.Ordinal) : IsFailure(cause);

    public static StorageException Failed(Exception cause) => new($"The PostgreSQL database failed: {cause.Message}", cause);
}
