using System.Runtime.CompilerServices;

namespace Couplet.Server.Storage.Sqlite;

internal sealed class SqliteDocumentStore(SqliteWriter writer, SqliteReaders readers) : IDocumentStore
{
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string owner, string kind, string key, CancellationToken cancellation = default) =>
        new(readers.Read(connection =>
        {
            using var row = connection.Use("SELECT value FROM documents WHERE owner = $1 AND kind = $2 AND key = $3");
            return row.Bind(1, owner).Bind(2, kind).Bind(3, key).Step() ? row.Blob(0) : default(ReadOnlyMemory<byte>?);
        }));

    public ValueTask<IReadOnlyList<Document>> ListAsync(string owner, string kind, CancellationToken cancellation = default) =>
        new(readers.Read<IReadOnlyList<Document>>(connection =>
        {
            var documents = new List<Document>();
            using var row = connection.Use("SELECT key, value FROM documents WHERE owner = $1 AND kind = $2 ORDER BY key");
            row.Bind(1, owner).Bind(2, kind);
            while (row.Step()) documents.Add(new Document(row.Text(0), row.Blob(1)));
            return documents;
        }));

    public async IAsyncEnumerable<string> ListOwnersAsync(string kind, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        var owners = readers.Read(connection =>
        {
            var found = new List<string>();
            using var row = connection.Use("SELECT DISTINCT owner FROM documents INDEXED BY documents_by_kind WHERE kind = $1 ORDER BY owner");
            row.Bind(1, kind);
            while (row.Step()) found.Add(row.Text(0));
            return found;
        });
        foreach (var owner in owners)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return owner;
        }
    }

    public ValueTask<bool> ExistsAsync(string owner, string kind, CancellationToken cancellation = default) => new(readers.Read(connection =>
    {
        using var row = connection.Use("SELECT 1 FROM documents WHERE owner = $1 AND kind = $2 LIMIT 1");
        return row.Bind(1, owner).Bind(2, kind).Step();
    }));

    public ValueTask<bool> WriteAsync(OwnerToken owner, ReadOnlyMemory<DocumentWrite> writes, CancellationToken cancellation = default)
    {
        if (writes.IsEmpty) return new(true);
        return new(writer.WriteAsync(
            connection =>
            {
                if (SqliteEventRows.IsFenced(connection, owner)) return false;
                foreach (var write in writes.Span) Write(connection, write);
                return true;
            },
            cancellation));
    }

    private static void Write(SqliteConnection connection, DocumentWrite write)
    {
        using var statement = connection.Use(write.Value is null
            ? "DELETE FROM documents WHERE owner = $1 AND kind = $2 AND key = $3"
            : "INSERT INTO documents(owner, kind, key, value) VALUES($1, $2, $3, $4) ON CONFLICT(owner, kind, key) DO UPDATE SET value = excluded.value");
        statement.Bind(1, write.Owner).Bind(2, write.Kind).Bind(3, write.Key);
        if (write.Value is { } value) statement.Bind(4, value.Span);
        statement.Run();
    }

    public ValueTask DeleteOwnerAsync(string owner, CancellationToken cancellation = default) => new(writer.WriteAsync(
        connection =>
        {
            using var statement = connection.Use("DELETE FROM documents WHERE owner = $1");
            statement.Bind(1, owner).Run();
            return true;
        },
        cancellation));
}
