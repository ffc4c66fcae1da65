namespace Couplet.Server.Features.Upload;

/// <summary>The files themselves, under their random names; a file is there as a whole or not at all.</summary>
internal sealed class UploadFolder
{
    private readonly string _root;
    private readonly bool _isTemporary;

    /// <summary>Names the folder; it is made when the first file comes.</summary>
    /// <param name="data">The server's data folder; null for a folder that is removed at the end.</param>
    internal UploadFolder(string? data)
    {
        _isTemporary = data is null;
        _root = data is null ? Path.Combine(Path.GetTempPath(), $"couplet-uploads-{Guid.NewGuid():N}") : Path.Combine(data, "uploads");
    }

    /// <summary>Whether a text can be the name of a file here. What comes from outside must pass this first.</summary>
    internal static bool IsId(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);

    internal bool Exists(string id) => File.Exists(PathOf(id));

    internal FileStream OpenRead(string id) => new(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 65_536, useAsync: true);

    /// <summary>Stores a file of exactly this size.</summary>
    /// <returns>False when the content ends early or goes on after it; nothing is kept then.</returns>
    /// <exception cref="IOException">The disk is full, or the file is being stored by another already.</exception>
    internal async Task<bool> StoreAsync(string id, Stream content, long size, CancellationToken cancellation)
    {
        var path = PathOf(id);
        MakeRoot();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = path + ".part";
        var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 65_536, useAsync: true);
        var isWhole = false;
        try
        {
            await using (file.ConfigureAwait(false))
            {
                isWhole = await CopyAsync(content, file, size, cancellation).ConfigureAwait(false);
                if (isWhole) file.Flush(flushToDisk: true);
            }
            if (isWhole) File.Move(part, path, overwrite: false);
            return isWhole;
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }

    internal void Delete(string id)
    {
        if (File.Exists(PathOf(id))) File.Delete(PathOf(id));
    }

    /// <summary>Removes what a crash has left half done.</summary>
    internal void RemoveParts()
    {
        if (!Directory.Exists(_root)) return;
        foreach (var part in Directory.EnumerateFiles(_root, "*.part", SearchOption.AllDirectories)) File.Delete(part);
    }

    /// <summary>The end: a temporary folder is removed.</summary>
    internal void Close()
    {
        if (_isTemporary && Directory.Exists(_root)) Directory.Delete(_root, recursive: true);
    }

    // Other people on the machine have no business here.
    private void MakeRoot()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(_root);
        else Directory.CreateDirectory(_root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string PathOf(string id) => Path.Combine(_root, id[..2], id);

    private static async Task<bool> CopyAsync(Stream content, FileStream file, long size, CancellationToken cancellation)
    {
        var buffer = new byte[65_536];
        var left = size;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            if (read > left) return false;
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            left -= read;
        }
        return left == 0;
    }
}
