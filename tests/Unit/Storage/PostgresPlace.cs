using Couplet.Server.Storage;
using Couplet.Server.Storage.Postgres;
using Npgsql;

namespace Couplet.Tests.Storage;

/// <summary>
/// A schema of its own in the database that <c>COUPLET_TEST_POSTGRES</c> names (<c>tests/postgres.sh</c> starts one). Without it
/// the tests are skipped.
/// </summary>
public sealed class PostgresPlace : StoragePlace
{
    /// <summary>The database for tests, if there is one.</summary>
    public static string? Server { get; } = Environment.GetEnvironmentVariable("COUPLET_TEST_POSTGRES");

    private readonly string schema = $"test_{Guid.NewGuid():N}";

    public string ConnectionString => new NpgsqlConnectionStringBuilder(Server) { SearchPath = schema, ApplicationName = schema, MaxPoolSize = 8 }.ConnectionString;

    public override ICoupletStorage Create() => new PostgresStorage(ConnectionString);

    public override Task PrepareAsync() => ExecuteAsync($"CREATE SCHEMA {schema}");

    public override async ValueTask DisposeAsync()
    {
        await ExecuteAsync($"DROP SCHEMA {schema} CASCADE");
        // Each test has a connection string, hence a pool, of its own.
        await using var connection = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    /// <summary>Ends all connections of this place, as a restart of the database does.</summary>
    public Task CutConnectionsAsync() => ExecuteAsync(
        $"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '{schema}' AND pid <> pg_backend_pid()");

    public async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
