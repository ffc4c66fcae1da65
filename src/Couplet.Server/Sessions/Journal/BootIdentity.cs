namespace Couplet.Server.Sessions.Journal;

/// <summary>
/// Tells one run of the machine from another. What a process has written outlives the process, but not the machine's loss of power: a journal
/// of another run may lack its end.
/// </summary>
internal static class BootIdentity
{
    private const string Source = "/proc/sys/kernel/random/boot_id";

    /// <summary>The same as long as the machine runs; null where there is no such thing, and then no journal is trusted that was not closed.</summary>
    internal static string? Read()
    {
        try
        {
            return File.Exists(Source) ? File.ReadAllText(Source).Trim() : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
