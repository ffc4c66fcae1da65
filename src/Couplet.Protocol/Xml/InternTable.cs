using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Couplet.Protocol.Xml;

/// <summary>
/// Strings for the names that come again and again, found by their UTF-8 bytes, so that reading them allocates nothing. A cache of fixed
/// size with one place per hash, shared by all readers: entries are immutable, so a lost race costs one string and nothing else. The
/// words of the core protocol cannot be displaced.
/// </summary>
internal static class InternTable
{
    private const int Size = 2048; // a power of two
    private const int MaxBytes = 64;

    private static readonly Entry?[] s_entries = Seed(
        "message presence iq body subject thread error stream features show status priority query x c r a item active",
        "from to id type version lang xmlns node jid hash ver ext by code stamp var name affiliation role url seconds h",
        "get set result chat groupchat normal headline unavailable subscribe subscribed unsubscribe unsubscribed probe",
        "cancel modify wait auth continue en 1.0 none both");

    /// <summary>The string of a name or namespace; remembered if it is short.</summary>
    internal static string Name(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        if (utf8.Length > MaxBytes) return Encoding.UTF8.GetString(utf8);
        ref var place = ref s_entries[Slot(utf8)];
        var entry = Volatile.Read(ref place);
        if (entry is not null && utf8.SequenceEqual(entry.Utf8)) return entry.Text;
        var text = Encoding.UTF8.GetString(utf8);
        if (entry is not { Fixed: true }) Volatile.Write(ref place, new Entry(utf8.ToArray(), text, Fixed: false));
        return text;
    }

    /// <summary>The string of a value; what was not known stays unknown, for values are many.</summary>
    internal static string Value(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        if (utf8.Length <= 16)
        {
            var entry = Volatile.Read(ref s_entries[Slot(utf8)]);
            if (entry is not null && utf8.SequenceEqual(entry.Utf8)) return entry.Text;
        }
        return Encoding.UTF8.GetString(utf8);
    }

    private static uint Slot(ReadOnlySpan<byte> utf8)
    {
        var hash = (ulong)utf8.Length;
        while (utf8.Length >= 8)
        {
            hash = (BitOperations.RotateLeft(hash, 5) ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8)) * 0x9E3779B97F4A7C15;
            utf8 = utf8[8..];
        }
        foreach (var b in utf8)
            hash = (BitOperations.RotateLeft(hash, 5) ^ b) * 0x9E3779B97F4A7C15;
        return (uint)(hash >> 40) & (Size - 1);
    }

    private static Entry?[] Seed(params ReadOnlySpan<string> words)
    {
        var entries = new Entry?[Size];
        foreach (var line in words)
        {
            foreach (var word in line.Split(' '))
            {
                var utf8 = Encoding.UTF8.GetBytes(word);
                entries[Slot(utf8)] ??= new Entry(utf8, string.Intern(word), Fixed: true);
            }
        }
        return entries;
    }

    private sealed record Entry(byte[] Utf8, string Text, bool Fixed);
}
