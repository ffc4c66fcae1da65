using System.Buffers.Text;

namespace Couplet.Commands.Load;

/// <summary>What a message of the load says about itself, in its body: <c>~RUN.GROUP.SENDER.SEQUENCE.TIME~</c>.</summary>
/// <param name="Group">The room or the pair.</param>
/// <param name="Sender">The sender within it.</param>
/// <param name="Sequence">The sender's count of messages, from 0.</param>
/// <param name="SentAt">When it was sent, on this process' clock.</param>
internal readonly record struct LoadMark(int Group, int Sender, long Sequence, long SentAt)
{
    internal const byte Edge = (byte)'~';
    internal const byte Separator = (byte)'.';

    /// <summary>Finds the mark of a run in a message's content.</summary>
    /// <param name="content">The content as bytes; how the server writes its tags does not matter.</param>
    /// <param name="opening">How the run's marks begin: see <see cref="Opening"/>.</param>
    /// <param name="mark">The mark.</param>
    internal static bool TryFind(ReadOnlySpan<byte> content, ReadOnlySpan<byte> opening, out LoadMark mark)
    {
        mark = default;
        var at = content.IndexOf(opening);
        if (at < 0) return false;
        var rest = content[(at + opening.Length)..];
        if (!Take(ref rest, Separator, out var group) || !Take(ref rest, Separator, out var sender) || !Take(ref rest, Separator, out var sequence) || !Take(ref rest, Edge, out var time))
            return false;
        mark = new LoadMark((int)group, (int)sender, sequence, time);
        return true;
    }

    /// <summary>How the marks of a run begin.</summary>
    internal static byte[] Opening(string run) => System.Text.Encoding.UTF8.GetBytes($"~{run}.");

    private static bool Take(ref ReadOnlySpan<byte> rest, byte end, out long number)
    {
        if (!Utf8Parser.TryParse(rest, out number, out var length) || length == rest.Length || rest[length] != end) return false;
        rest = rest[(length + 1)..];
        return true;
    }
}
