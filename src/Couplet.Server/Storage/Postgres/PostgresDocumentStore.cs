using System.Runtime.CompilerServices;
using Npgsql;

namespace Couplet.Server.Storage.Postgres;

internal sealed class PostgresDocumentStore(PostgresDatabase database) : IDocumentStore
{
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string owner, string kind, string key, CancellationToken cancellation = default)
    {
        var found = await database.QueryAsync(
            "SELECT value FROM documents WHERE owner = $1 AND kind = $2 AND key = $3", [owner, kind, key],
            row => row.GetFieldValue<byte[]>(0), cancellation).ConfigureAwait(false);
        return found is [var value] ? value : default(ReadOnlyMemory<byte>?);
    }

    public async ValueTask<IReadOnlyList<Document>> ListAsync(string owner, string kind, CancellationToken cancellation = default) =>
        await database.QueryAsync(
            "SELECT key, value FROM documents WHERE owner = $1 AND kind = $2 ORDER BY key", [owner, kind],
            row => new Document(row.GetString(0), row.GetFieldValue<byte[]>(1)), cancellation).ConfigureAwait(false);

    public async IAsyncEnumerable<string> ListOwnersAsync(string kind, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var owners = await database.QueryAsync(
            "SELECT DISTINCT owner FROM documents WHERE kind = $1 ORDER BY owner", [kind], row => row.GetString(0), cancellation).ConfigureAwait(false);
        foreach (var owner in owners) yield return owner;
    }

    public async ValueTask<bool> ExistsAsync(string owner, string kind, CancellationToken cancellation = default) =>
        (await database.QueryAsync(
            "SELECT 1 FROM documents WHERE owner = $1 AND kind = $2 LIMIT 1", [owner, kind], _ => true, cancellation).ConfigureAwait(false)).Count > 0;

    /// <summary>
    /// One batch is one transaction and one way to the database and back: a fenced owner divides by zero, which ends it. Writing the same
    /// twice does no harm, so a lost answer is no riddle here.
    /// </summary>
    public async ValueTask<bool> WriteAsync(OwnerToken owner, ReadOnlyMemory<DocumentWrite> writes, CancellationToken cancellation = default)
    {
        if (writes.IsEmpty) return true;
        return await database.RunAsync(
            async connection =>
            {
                var batch = new NpgsqlBatch(connection);
                await using var _ = batch.ConfigureAwait(false);
                batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT 1 / (CASE WHEN epoch > $2 THEN 0 ELSE 1 END) FROM owners WHERE node = $1 FOR SHARE")
                {
                    Parameters = { new NpgsqlParameter { Value = owner.Node }, new NpgsqlParameter { Value = owner.Epoch } },
                });
                foreach (var write in writes.ToArray()) batch.BatchCommands.Add(Command(write));
                try
                {
                    await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
                    return true;
                }
                catch (PostgresException fenced) when (fenced.SqlState == PostgresErrorCodes.DivisionByZero)
                {
                    return false;
                }
            },
            cancellation).ConfigureAwait(false);
    }

    private static NpgsqlBatchCommand Command(DocumentWrite write)
    {
        var command = new NpgsqlBatchCommand(write.Value is null
            ? "DELETE FROM documents WHERE owner = $1 AND kind = $2 AND key = $3"
            : "INSERT INTO documents(owner, kind, key, value) VALUES($1, $2, $3, $4) ON CONFLICT(owner, kind, key) DO UPDATE SET value = excluded.value");
        foreach (var name in new[] { write.Owner, write.Kind, write.Key }) command.Parameters.Add(new NpgsqlParameter { Value = name });
        if (write.Value is { } value) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    public async ValueTask DeleteOwnerAsync(string owner, CancellationToken cancellation = default) =>
        await database.ExecuteAsync("DELETE FROM documents WHERE owner = $1", [owner], cancellation).ConfigureAwait(false);
}
