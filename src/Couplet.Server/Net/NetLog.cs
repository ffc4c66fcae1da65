using Microsoft.Extensions.Logging;

namespace Couplet.Server.Net;

internal static partial class NetLog
{
    [LoggerMessage(1, LogLevel.Error, "The certificate has changed but cannot be read; the one before stays in use.")]
    internal static partial void CertificateFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "A stream failed.")]
    internal static partial void StreamFailed(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Debug, "A stream of {Address} was closed with {Condition}: {Text}")]
    internal static partial void StreamError(ILogger logger, System.Net.IPAddress? address, string condition, string? text);

    [LoggerMessage(4, LogLevel.Debug, "A TLS handshake with {Address} failed: {Reason}")]
    internal static partial void HandshakeFailed(ILogger logger, System.Net.IPAddress? address, string reason);
}
