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
    private static readonly string? server = Environment.GetEnvironmentVariable("COUPLET_TEST_POSTGRES");

    private readonly string schema = $"test_{Guid.NewGuid():N}";

    public string ConnectionString => new NpgsqlConnectionStringBuilder(server) { SearchPath = schema, MaxPoolSize = 8 }.ConnectionString;

    public override ICoupletStorage Create() => new PostgresStorage(ConnectionString);

    public override Task PrepareAsync()
    {
        // The test framework's sign for a test that cannot be run here.
        if (string.IsNullOrEmpty(server)) throw new InvalidOperationException("$XunitDynamicSkip$COUPLET_TEST_POSTGRES is not set");
        return ExecuteAsync($"CREATE SCHEMA {schema}");
    }

    public override async ValueTask DisposeAsync()
    {
        if (string.IsNullOrEmpty(server)) return;
        await ExecuteAsync($"DROP SCHEMA {schema} CASCADE");
        // Each test has a connection string, hence a pool, of its own.
        await using var connection = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
