using Couplet.Commands.Inspection;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Sqlite;

namespace Couplet.Tests.Storage;

/// <summary>A write-ahead log of which the end is missing or wrong, as a loss of power leaves it.</summary>
public sealed class SqliteTornLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couplet-torn-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_left_is_a_beginning_of_what_was_written_and_never_half_a_commit()
    {
        const int Commits = 60;
        var original = Path.Combine(_folder.FullName, "original.db");
        byte[] database, log;
        await using (var storage = new SqliteStorage(original))
        {
            await storage.OpenAsync();
            for (var n = 1; n <= Commits; n++)
                Assert.Equal(AppendResult.Committed, await storage.Log.AppendAsync(OwnerToken.Single, new[] { Line("left", n), Line("right", n) }));
            (database, log) = (await File.ReadAllBytesAsync(original), await File.ReadAllBytesAsync(original + "-wal"));
        }
        var random = new Random(7);
        var seen = new HashSet<long>();
        for (var round = 0; round < 24; round++)
        {
            var copy = Path.Combine(_folder.FullName, $"copy{round}.db");
            var torn = log[..random.Next(log.Length / 4, log.Length + 1)];
            // Cut off, or overwritten with what was there before.
            if (round % 3 == 1) random.NextBytes(torn.AsSpan(torn.Length - Math.Min(torn.Length, 3_000)));
            if (round % 3 == 2) torn.AsSpan(random.Next(torn.Length / 2, torn.Length)).Clear();
            await File.WriteAllBytesAsync(copy, database);
            await File.WriteAllBytesAsync(copy + "-wal", torn);
            await using (var storage = new SqliteStorage(copy))
            {
                await storage.OpenAsync();
                var last = await storage.Log.LastSequenceAsync(new StreamId("left"));
                Assert.Equal(last, await storage.Log.LastSequenceAsync(new StreamId("right")));
                Assert.InRange(last, 0, Commits);
                seen.Add(last);
                await foreach (var wrong in new LogCheck(storage).RunAsync(CancellationToken.None)) Assert.Fail(wrong);
                Assert.Equal((int)last, (await storage.Archive.QueryAsync(new StreamId("left"), new ArchiveQuery { Text = "tea", Max = 0 })).Count);
                Assert.Equal(AppendResult.Committed, await storage.Log.AppendAsync(OwnerToken.Single, new[] { Line("left", last + 1), Line("right", last + 1) }));
            }
            Assert.Null(SqliteBackup.Damage(copy));
        }
        Assert.True(seen.Count > 5, "The log was not torn where it matters.");
    }

    private static LogEvent Line(string stream, long sequence) => new()
    {
        Stream = new StreamId(stream), Sequence = sequence, Type = "test.line", Time = DateTimeOffset.UnixEpoch.AddSeconds(sequence), Payload = new byte[500],
        Archive = new ArchiveEntry { Id = $"{sequence}", With = "ann@example", Text = "tea", Bytes = 500 },
    };
}
