using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using Couplet.Protocol.Xml;
using Couplet.Server.Storage;

namespace Couplet.Server.Features.Caps;

/// <summary>What hashes stand for, as far as it has been verified: of each, the nodes whose notifications the client wants (XEP-0060 §9.2).</summary>
internal sealed class CapsCache(CoupletServer server)
{
    private const string Kind = "caps";
    private const string Notify = "+notify";

    /// <summary>More different clients than this are not remembered: a flood of made-up hashes must not fill the disk.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, FrozenSet<string>> _known = new(StringComparer.Ordinal);

    /// <summary>The nodes that a client of this hash wants to hear of; null if it is not known.</summary>
    internal async ValueTask<FrozenSet<string>?> FindAsync(ClientCaps caps)
    {
        if (_known.TryGetValue(caps.Key, out var found)) return found;
        if (await server.Storage.Documents.GetAsync(server.Domain.ToString(), Kind, caps.Key).ConfigureAwait(false) is not { } stored) return null;
        found = Encoding.UTF8.GetString(stored.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
        if (_known.Count < Most) _known.TryAdd(caps.Key, found);
        return found;
    }

    /// <summary>Takes a client's answer; it is remembered for others where the hash proves it.</summary>
    internal async ValueTask<FrozenSet<string>> LearnAsync(ClientCaps caps, Element query)
    {
        var nodes = query.Elements("feature", FeatureRegistry.DiscoInfoNamespace).Select(f => f["var"] ?? "")
            .Where(f => f.EndsWith(Notify, StringComparison.Ordinal)).Select(f => f[..^Notify.Length]).ToFrozenSet(StringComparer.Ordinal);
        if (_known.Count >= Most || !caps.Verify(query) || !_known.TryAdd(caps.Key, nodes)) return nodes;
        var value = Encoding.UTF8.GetBytes(string.Join('\n', nodes.Order(StringComparer.Ordinal)));
        await server.Storage.Documents.WriteAsync(new[] { new DocumentWrite(server.Domain.ToString(), Kind, caps.Key, value) }).ConfigureAwait(false);
        return nodes;
    }
}
