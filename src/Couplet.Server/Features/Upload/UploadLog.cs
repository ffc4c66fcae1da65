using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Upload;

internal static partial class UploadLog
{
    [LoggerMessage(1, LogLevel.Error, "The upload service failed to handle a request.")]
    internal static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Old uploads could not be removed.")]
    internal static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "An uploaded file could not be stored.")]
    internal static partial void StoreFailed(ILogger logger, Exception exception);
}
