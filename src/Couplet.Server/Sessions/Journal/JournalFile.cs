using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Couplet.Server.Sessions.Journal;

/// <summary>
/// The files of the journal: one that grows, and for a moment its successor. A file begins with a header and all sessions as they are; only when
/// that is there its predecessor is deleted.
/// </summary>
internal sealed class JournalFile(string folder) : IDisposable
{
    /// <summary>The layout of the records.</summary>
    internal const int Version = 1;

    private const string Extension = ".journal";

    private SafeFileHandle? _handle;
    private long _number;

    /// <summary>Bytes in the file.</summary>
    internal long Length { get; private set; }

    /// <summary>The files there are, newest first.</summary>
    internal IEnumerable<string> Existing()
        => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*" + Extension).OrderDescending(StringComparer.Ordinal) : [];

    /// <summary>Begins a new file and deletes those before it.</summary>
    /// <exception cref="IOException">It cannot be written; the one before stays in use.</exception>
    internal void Begin(ReadOnlySpan<byte> content)
    {
        MakeFolder();
        var before = Existing().ToList();
        foreach (var file in before)
            if (long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) _number = Math.Max(_number, number);
        var path = PathOf(++_number);
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            RandomAccess.Write(handle, content, 0);
        }
        catch
        {
            handle.Dispose();
            File.Delete(path);
            throw;
        }
        _handle?.Dispose();
        _handle = handle;
        Length = content.Length;
        foreach (var file in before) File.Delete(file);
    }

    /// <summary>Adds to the end; afterwards it outlives the process.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Append(ReadOnlySpan<byte> frames)
    {
        if (_handle is null) throw new IOException("The session journal is closed.");
        RandomAccess.Write(_handle, frames, Length);
        Length += frames.Length;
    }

    /// <summary>Afterwards it outlives the machine's loss of power too.</summary>
    internal void Sync()
    {
        if (_handle is not null) RandomAccess.FlushToDisk(_handle);
    }

    /// <summary>What is there must not be believed any more.</summary>
    internal void Discard()
    {
        _handle?.Dispose();
        _handle = null;
        foreach (var file in Existing().ToList()) File.Delete(file);
    }

    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
    }

    private string PathOf(long number) => Path.Combine(folder, number.ToString("D10", CultureInfo.InvariantCulture) + Extension);

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
