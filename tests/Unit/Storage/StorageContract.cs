using Couplet.Server.Storage;

namespace Couplet.Tests.Storage;

/// <summary>What every storage must do, whatever it is made of.</summary>
public abstract class StorageContract<TPlace> : IAsyncLifetime where TPlace : StoragePlace, new()
{
    protected static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    protected static readonly StreamId Room = new("room:tea@conference.example");
    protected static readonly OwnerToken Me = OwnerToken.Single;

    protected TPlace Place { get; } = new();

    protected ICoupletStorage Storage { get; private set; } = null!;

    protected IEventLog Log => Storage.Log;

    protected IMessageArchive Archive => Storage.Archive;

    public async Task InitializeAsync()
    {
        await Place.PrepareAsync();
        Storage = Place.Create();
        await Storage.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        if (Storage is not null) await Storage.DisposeAsync();
        await Place.DisposeAsync();
    }

    protected async Task ReopenAsync()
    {
        await Storage.DisposeAsync();
        Storage = Place.Create();
        await Storage.OpenAsync();
    }

    protected static LogEvent Event(long sequence, string payload = "x", StreamId? stream = null) => new()
    {
        Stream = stream ?? Room, Sequence = sequence, Type = "test.event", Time = Noon.AddSeconds(sequence),
        Payload = System.Text.Encoding.UTF8.GetBytes(payload),
    };

    /// <summary>An archived event: its id is <c>m1</c>, <c>m2</c>…, its time so many minutes after noon.</summary>
    protected static LogEvent Message(long sequence, string with = "ann@example", string? resource = null, string? text = null, int bytes = 10) =>
        Event(sequence) with
        {
            Type = "test.message", Time = Noon.AddMinutes(sequence),
            Archive = new ArchiveEntry { Id = $"m{sequence}", With = with, WithResource = resource, Text = text, Bytes = bytes, OriginId = $"o{sequence}" },
        };

    protected async Task AppendAsync(params LogEvent[] events) =>
        Assert.Equal(AppendResult.Committed, await Log.AppendAsync(Me, events));

    protected async Task AppendMessagesAsync(int count) =>
        await AppendAsync([.. Enumerable.Range(1, count).Select(n => Message(n))]);

    protected async Task<ArchivePage> QueryAsync(ArchiveQuery query) => await Archive.QueryAsync(Room, query);

    protected async Task<List<LogEvent>> ReadAsync(long from = 1, StreamId? stream = null)
    {
        var events = new List<LogEvent>();
        await foreach (var item in Log.ReadAsync(stream ?? Room, from)) events.Add(item);
        return events;
    }

    protected static string Ids(ArchivePage page) => string.Join(' ', page.Items.Select(i => i.Archive!.Id));
}
