using System.Security.Cryptography;
using Couplet.Protocol.Addressing;
using Microsoft.Net.Http.Headers;

namespace Couplet.Server.Features.Upload;

/// <summary>Files come, are kept for a while, and go. Knows nothing of stanzas and of HTTP.</summary>
internal sealed class UploadService(CoupletServer server, string host)
{
    /// <summary>How long a slot may wait for its file (XEP-0363 §9).</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    internal const string UnknownType = "application/octet-stream";

    private readonly byte[] _secret = server.Secrets.Derive("upload slots");

    internal UploadLedger Ledger { get; } = new(server.Storage.Documents, host, server.Options.Upload, server.Time);

    internal UploadFolder Folder { get; } = new(server.Options.Data);

    internal long MaxBytes => server.Options.Upload.MaxBytes;

    /// <summary>Gives a slot for a file that is fit in size.</summary>
    /// <returns>The addresses, or why there is no room.</returns>
    internal async ValueTask<(string? Put, string? Get, string? Refusal)> OpenAsync(Jid owner, string name, long size, string? type)
    {
        var id = RandomNumberGenerator.GetHexString(40, lowercase: true);
        var slot = new UploadSlot(id, owner.Bare.ToString(), name, size, type, (server.Time.GetUtcNow() + Patience).ToUnixTimeSeconds());
        if (await Ledger.ReserveAsync(slot).ConfigureAwait(false) is { } refusal) return (null, null, refusal);
        var get = new Uri(server.PublicUrl, $"upload/{id}/{Uri.EscapeDataString(name)}").AbsoluteUri;
        return ($"{get}?slot={slot.Sign(_secret)}", get, null);
    }

    /// <summary>The slot that a PUT address carries; null if it was not given here, or has expired.</summary>
    internal UploadSlot? Verify(string? signed)
        => UploadSlot.Verify(signed, _secret) is { } slot && slot.Expires > server.Time.GetUtcNow().ToUnixTimeSeconds() ? slot : null;

    /// <summary>Takes the file of a slot.</summary>
    /// <returns>False when the content is not of the size announced.</returns>
    /// <exception cref="IOException">It could not be stored.</exception>
    internal async Task<bool> StoreAsync(UploadSlot slot, Stream content, CancellationToken cancellation)
    {
        if (!await Folder.StoreAsync(slot.Id, content, slot.Size, cancellation).ConfigureAwait(false)) return false;
        try
        {
            await Ledger.AddAsync(new UploadedFile(slot.Id, slot.Owner, slot.Name, slot.Size, slot.Type ?? UnknownType, server.Time.GetUtcNow())).ConfigureAwait(false);
            return true;
        }
        catch (Storage.StorageException)
        {
            Folder.Delete(slot.Id); // what nobody knows of would stay for ever
            throw;
        }
    }

    /// <summary>Removes what is older than the days that files are kept.</summary>
    internal async Task SweepAsync()
    {
        if (server.Options.Upload.RetentionDays == 0) return;
        var oldest = server.Time.GetUtcNow() - TimeSpan.FromDays(server.Options.Upload.RetentionDays);
        var old = new List<UploadedFile>();
        await foreach (var file in Ledger.AllAsync().ConfigureAwait(false))
            if (file.Uploaded < oldest) old.Add(file);
        foreach (var file in old) await RemoveAsync(file).ConfigureAwait(false);
    }

    /// <summary>Removes all that an account has uploaded.</summary>
    internal async ValueTask RemoveAllAsync(Jid owner)
    {
        foreach (var file in await Ledger.OfAsync(owner.Bare.ToString()).ConfigureAwait(false)) await RemoveAsync(file).ConfigureAwait(false);
    }

    /// <summary>A content type in its plain form; null if the text is none.</summary>
    internal static string? Normalize(string? type)
        => MediaTypeHeaderValue.TryParse(type, out var parsed) && !parsed.MatchesAllTypes && !parsed.MatchesAllSubTypes ? parsed.ToString().ToLowerInvariant() : null;

    // The description goes first: a file without one is never served.
    private async ValueTask RemoveAsync(UploadedFile file)
    {
        await Ledger.RemoveAsync(file).ConfigureAwait(false);
        Folder.Delete(file.Id);
    }
}
