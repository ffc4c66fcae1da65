using Npgsql;

namespace Couplet.Server.Storage.Postgres;

/// <summary>Everything in a PostgreSQL database (13 or newer), which several nodes may share.</summary>
public sealed class PostgresStorage : ICoupletStorage
{
    private readonly NpgsqlDataSource source;
    private readonly PostgresDatabase database;
    private readonly TimeProvider time;
    private PostgresWriter? writer;
    private PostgresEventLog? log;

    /// <param name="connectionString">As Npgsql understands it. The tables are made in the first schema of its search path.</param>
    /// <param name="time">The clock for the waits between attempts; the system's by default.</param>
    public PostgresStorage(string connectionString, TimeProvider? time = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ContainsKey("Max Auto Prepare")) builder.MaxAutoPrepare = 64;
        builder.ApplicationName ??= "couplet";
        Description = $"PostgreSQL, {builder.Database} at {builder.Host}:{builder.Port}";
        source = NpgsqlDataSource.Create(builder);
        database = new PostgresDatabase(source);
        this.time = time ?? TimeProvider.System;
        Archive = new PostgresMessageArchive(database);
        Documents = new PostgresDocumentStore(database);
    }

    /// <inheritdoc/>
    public Task<string>? Broken => null;

    /// <inheritdoc/>
    public IEventLog Log => log ?? throw new InvalidOperationException("The storage is not open.");

    /// <inheritdoc/>
    public IMessageArchive Archive { get; }

    /// <inheritdoc/>
    public IDocumentStore Documents { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellation = default)
    {
        await database.RunAsync(connection => PostgresSchema.MigrateAsync(connection, cancellation), cancellation).ConfigureAwait(false);
        writer = new PostgresWriter(database, time);
        log = new PostgresEventLog(database, writer);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (writer is not null) await writer.DisposeAsync().ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
    }
}
