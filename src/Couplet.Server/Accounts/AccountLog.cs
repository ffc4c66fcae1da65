using Microsoft.Extensions.Logging;

namespace Couplet.Server.Accounts;

internal static partial class AccountLog
{
    [LoggerMessage(1, LogLevel.Error, "An account failed to handle a {Kind}.")]
    internal static partial void Failed(ILogger logger, string kind, Exception exception);
}
