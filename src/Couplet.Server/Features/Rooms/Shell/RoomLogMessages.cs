using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Rooms.Shell;

internal static partial class RoomLogMessages
{
    [LoggerMessage(1, LogLevel.Error, "A room failed to handle a {Kind}.")]
    internal static partial void Failed(ILogger logger, string kind, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "A room's events could not be stored; nothing of them has been shown.")]
    internal static partial void NotStored(ILogger logger, Exception exception);
}
