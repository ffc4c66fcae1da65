using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Couplet.Server.Features.Archive;

/// <summary>
/// Ids for archived messages: UUIDs of version 7 (RFC 9562 §5.7), in hexadecimal digits. They ascend with the time, which is in them to the
/// fraction of a millisecond (§6.2, method 3): who keeps them in order adds at the end.
/// </summary>
internal static class ArchiveId
{
    private const int RandomBytes = 8;

    // Asking the system for each id costs a system call; a thread asks for many at once.
    [ThreadStatic]
    private static byte[]? t_random;
    [ThreadStatic]
    private static int t_used;

    /// <summary>An id for a message of this time.</summary>
    internal static string Next(DateTimeOffset time)
    {
        if (t_random is not { } random || t_used + RandomBytes > random.Length)
        {
            random = t_random ??= new byte[200 * RandomBytes];
            RandomNumberGenerator.Fill(random);
            t_used = 0;
        }
        Span<byte> id = stackalloc byte[16];
        var fraction = time.UtcTicks % TimeSpan.TicksPerMillisecond * 4096 / TimeSpan.TicksPerMillisecond;
        BinaryPrimitives.WriteInt64BigEndian(id, (time.ToUnixTimeMilliseconds() << 16) | fraction);
        random.AsSpan(t_used, RandomBytes).CopyTo(id[8..]);
        t_used += RandomBytes;
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return Convert.ToHexStringLower(id);
    }
}
