namespace Couplet.Protocol.Addressing;

/// <summary>
/// Remembers addresses that arrived in canonical form: the <c>to</c> of most stanzas repeats. Of a fixed size and indexed by the hash of
/// the text, so that a new address simply takes the place of an old one; entries are immutable and a lost race costs one parse.
/// </summary>
internal static class JidCache
{
    private const int Size = 4096;
    private const int MaxText = 256; // bounds the memory that hostile addresses can hold

    private static readonly JidParts?[] s_slots = new JidParts?[Size];

    internal static JidParts? Find(string text)
    {
        var hash = text.GetHashCode(StringComparison.Ordinal);
        var parts = Volatile.Read(ref s_slots[hash & (Size - 1)]);
        return parts is not null && parts.Hash == hash && parts.Text == text ? parts : null;
    }

    internal static void Add(JidParts parts)
    {
        if (parts.Text.Length <= MaxText) Volatile.Write(ref s_slots[parts.Hash & (Size - 1)], parts);
    }
}
