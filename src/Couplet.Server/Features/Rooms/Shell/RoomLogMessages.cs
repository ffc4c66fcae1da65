using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Rooms.Shell;

internal static partial class RoomLogMessages
{
    [LoggerMessage(1, LogLevel.Error, "A room failed to handle a {Kind}.")]
    internal static partial void Failed(ILogger logger, string kind, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "A room's events could not be stored; nothing of them has been shown.")]
    internal static partial void NotStored(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "A room's archive could not be read; who asked was told.")]
    internal static partial void NotRead(ILogger logger, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "A room's listing or snapshot could not be stored; both are made again from its log.")]
    internal static partial void NotTidied(ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "An account's push services could not be read; it has not been notified of a message in a room.")]
    internal static partial void NotNotified(ILogger logger, Exception exception);

    [LoggerMessage(101, LogLevel.Error, "A retracted message could not be removed from a room's archive.")]
    internal static partial void NotBuried(ILogger logger, Exception exception);

    [LoggerMessage(102, LogLevel.Error, "A room's archive could not be searched for a message that is to be retracted.")]
    internal static partial void NotFound(ILogger logger, Exception exception);
}
