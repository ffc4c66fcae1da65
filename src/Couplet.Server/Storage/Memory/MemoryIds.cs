using System.Text;

namespace Couplet.Server.Storage.Memory;

/// <summary>
/// The ids of one stream's messages. Those who make ids make them in ascending order, more or less, so that a new one is nearly always greater than
/// all before it, and known to be new by that alone. Where each is gets looked at when somebody asks, and then only.
/// </summary>
internal sealed class MemoryIds
{
    private string? _greatest; // of all there have ever been: the longer one, of the same length the later one by its characters
    private Dictionary<long, long>? _sequences; // by hash; up to _indexed
    private long _indexed;

    /// <summary>Whether an id is new for certain; of one that is not, <see cref="Find"/> knows more.</summary>
    internal bool IsBeyond(string id) => _greatest is null || id.Length > _greatest.Length
        || (id.Length == _greatest.Length && string.CompareOrdinal(id, _greatest) > 0);

    /// <summary>Notes the id of a message that is added at the end.</summary>
    internal void Add(string id)
    {
        if (IsBeyond(id)) _greatest = id;
    }

    /// <summary>The number of the message with an id, or of another with the same hash; null if there is none.</summary>
    internal long? Find(MemoryStream stream, string id)
    {
        if (_greatest is null || IsBeyond(id)) return null;
        var sequences = _sequences ??= [];
        var end = stream.FirstSequence + stream.Count;
        for (var sequence = Math.Max(stream.FirstSequence, _indexed + 1); sequence < end; sequence++)
            if (stream.IsListed(sequence)) sequences.TryAdd(Hash(stream.Record(sequence)), sequence);
        _indexed = end - 1;
        return sequences.TryGetValue(Hash(id), out var found) ? found : null;
    }

    /// <summary>Whether somebody has asked, and removals have to be noted.</summary>
    internal bool IsIndexed => _sequences is not null;

    /// <summary>Forgets a message that is about to be removed.</summary>
    internal void Remove(long sequence, in MemoryRecord record)
    {
        if (_sequences is null || sequence > _indexed) return;
        var hash = Hash(record);
        if (_sequences.TryGetValue(hash, out var found) && found == sequence) _sequences.Remove(hash);
    }

    private static long Hash(in MemoryRecord record) => Hash(Encoding.UTF8.GetString(record.Id));

    private static long Hash(string id)
        => ((long)string.GetHashCode(id, StringComparison.Ordinal) << 32) | (uint)string.GetHashCode(id.AsSpan(id.Length / 2), StringComparison.Ordinal);
}
