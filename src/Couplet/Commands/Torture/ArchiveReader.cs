using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.ResultSets;

namespace Couplet.Commands.Torture;

/// <summary>Reads an archive from its first message to its last, as any client would (XEP-0313).</summary>
internal static class ArchiveReader
{
    /// <summary>All archive ids and texts; null when there is no such archive.</summary>
    internal static async Task<List<(string Id, string Marker)>?> ReadAsync(Person reader, string? room, CancellationToken cancellation)
    {
        var all = new List<(string, string)>();
        string? after = null;
        while (true)
        {
            reader.ArchiveResult = item => all.Add((item["id"] ?? "",
                item.Child("forwarded", ArchiveProtocol.Forward)?.Child("message", Stanza.ClientNamespace)?.Child("body", Stanza.ClientNamespace)?.Text ?? ""));
            var answer = await reader.AskAsync(id => Stanzas.Page(id, room, after), cancellation).ConfigureAwait(false);
            reader.ArchiveResult = null;
            if (answer?.Child("fin", ArchiveProtocol.Namespace) is not { } fin) return null;
            if (fin["complete"] == "true") return all;
            after = fin.Child("set", ResultSet.Namespace)?.Child("last")?.Text;
            if (after is null) return null;
        }
    }
}
