using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.PubSub;

internal static partial class PubSubLog
{
    [LoggerMessage(1, LogLevel.Error, "The publish-subscribe service failed to handle a {Kind}.")]
    internal static partial void Failed(ILogger logger, string kind, Exception exception);
}
