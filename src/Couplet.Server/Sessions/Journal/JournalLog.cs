using Microsoft.Extensions.Logging;

namespace Couplet.Server.Sessions.Journal;

internal static partial class JournalLog
{
    [LoggerMessage(1, LogLevel.Error, "The session journal {File} is damaged at byte {Position}. The sessions of which it may have lost something cannot be resumed: {Count} of {All}.")]
    internal static partial void Damaged(ILogger logger, string file, long position, int count, int all);

    [LoggerMessage(2, LogLevel.Warning, "The machine was restarted and the session journal {File} was not closed: its {Count} sessions cannot be resumed, their messages go back to their accounts.")]
    internal static partial void Untrusted(ILogger logger, string file, int count);

    [LoggerMessage(3, LogLevel.Error, "The session journal cannot be written: until it can, sessions do not outlive the server.")]
    internal static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "{Count} sessions wait to be resumed; {Over} have waited too long or cannot be.")]
    internal static partial void Restored(ILogger logger, int count, int over);

    [LoggerMessage(5, LogLevel.Error, "The session journal {File} cannot be read; no session can be resumed.")]
    internal static partial void Unreadable(ILogger logger, string file, Exception exception);
}
