using Couplet.Server.Hosting;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Upload;

/// <summary>Who has uploaded what: the description of each file, found by its id and by its owner, and the quotas over them.</summary>
internal sealed class UploadLedger(IDocumentStore documents, string host, UploadOptions options, TimeProvider time)
{
    private const string FileKind = "uploaded-file";
    private const string OwnerKind = "upload";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, UploadSlot> _open = new(StringComparer.Ordinal);
    private long _total;

    /// <summary>Adds up what is there; before the server listens.</summary>
    internal async ValueTask LoadAsync(CancellationToken cancellation)
    {
        var total = 0L;
        await foreach (var file in AllAsync(cancellation).ConfigureAwait(false)) total += file.Size;
        Interlocked.Exchange(ref _total, total);
    }

    internal async ValueTask<UploadedFile?> FindAsync(string id, CancellationToken cancellation = default)
        => await documents.GetAsync(Place(id), FileKind, "", cancellation).ConfigureAwait(false) is { } stored ? UploadedFile.Read(stored) : null;

    internal async ValueTask<IReadOnlyList<UploadedFile>> OfAsync(string owner)
        => [.. (await documents.ListAsync(owner, OwnerKind).ConfigureAwait(false)).Select(d => UploadedFile.Read(d.Value))];

    /// <summary>Counts an open slot against the quotas until it is used or expires.</summary>
    /// <returns>Null, or why there is no room, in one sentence.</returns>
    internal async ValueTask<string?> ReserveAsync(UploadSlot slot)
    {
        var stored = await OfAsync(slot.Owner).ConfigureAwait(false);
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var (id, other) in _open)
                if (other.Expires <= now.ToUnixTimeSeconds()) _open.Remove(id);
            var open = _open.Values.Where(s => s.Owner == slot.Owner).Sum(s => s.Size) + slot.Size;
            if (open + stored.Sum(f => f.Size) > options.QuotaBytes) return $"You may keep {options.QuotaBytes} bytes in all.";
            if (open + stored.Where(f => f.Uploaded > now - TimeSpan.FromDays(1)).Sum(f => f.Size) > options.DailyBytes)
                return $"You may upload {options.DailyBytes} bytes in a day.";
            if (Interlocked.Read(ref _total) + _open.Values.Sum(s => s.Size) + slot.Size > options.TotalBytes) return "The service has no room left.";
            _open[slot.Id] = slot;
            return null;
        }
    }

    internal async ValueTask AddAsync(UploadedFile file)
    {
        var value = file.Write();
        await documents.WriteAsync(new[] { new DocumentWrite(Place(file.Id), FileKind, "", value), new DocumentWrite(file.Owner, OwnerKind, file.Id, value) }).ConfigureAwait(false);
        Interlocked.Add(ref _total, file.Size);
        lock (_gate) _open.Remove(file.Id);
    }

    internal async ValueTask RemoveAsync(UploadedFile file)
    {
        await documents.WriteAsync(new[] { new DocumentWrite(Place(file.Id), FileKind, "", null), new DocumentWrite(file.Owner, OwnerKind, file.Id, null) }).ConfigureAwait(false);
        Interlocked.Add(ref _total, -file.Size);
    }

    internal async IAsyncEnumerable<UploadedFile> AllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var place in documents.ListOwnersAsync(FileKind, cancellation).ConfigureAwait(false))
            if (place.StartsWith(host + "/", StringComparison.Ordinal)
                && await documents.GetAsync(place, FileKind, "", cancellation).ConfigureAwait(false) is { } stored) yield return UploadedFile.Read(stored);
    }

    private string Place(string id) => $"{host}/{id}";
}
