using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using Couplet.Protocol.Sasl;
using Microsoft.AspNetCore.Connections;

namespace Couplet.Server.Net;

/// <summary>A TCP connection (or what stands for one in tests), in the clear or under TLS.</summary>
internal sealed class ConnectionTransport(ConnectionContext connection, CertificateSource? certificates) : StreamTransport, IAsyncDisposable
{
    // A peer that is told its error must have the time to read it: closing a socket with unread input would reset it.
    private static readonly TimeSpan s_linger = TimeSpan.FromMilliseconds(300);
    private static readonly List<SslApplicationProtocol> s_protocols = [new("xmpp-client")];

    private PipeReader _input = connection.Transport.Input;
    private PipeWriter _output = connection.Transport.Output;
    private PipeSink _sink = new(connection.Transport.Output);
    private SslStream? _tls;
    private ChannelBinding? _binding;

    internal override PipeReader Input => _input;

    internal override IOutboundSink Sink => _sink;

    internal override StreamFraming Framing => StreamFraming.Document;

    internal override IPAddress? RemoteAddress => (connection.RemoteEndPoint as IPEndPoint)?.Address;

    internal override bool IsSecure => _tls is not null;

    internal override ChannelBinding? Binding => _binding;

    internal override bool CanStartTls => certificates is not null && _tls is null;

    internal override async Task StartTlsAsync(CancellationToken cancellation)
    {
        if (certificates is null || _tls is not null) throw new InvalidOperationException("TLS is not available.");
        var tls = new SslStream(new DuplexPipeStream(connection.Transport), leaveInnerStreamOpen: true);
        _tls = tls;
        await tls.AuthenticateAsServerAsync((_, hello, _, _) =>
        {
            var certificate = certificates.For(hello.ServerName);
            _binding = certificate.Binding;
            return new(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Context, ApplicationProtocols = s_protocols });
        }, null, cancellation).ConfigureAwait(false);
        _input = PipeReader.Create(tls, new StreamPipeReaderOptions(bufferSize: 16_384, leaveOpen: true, useZeroByteReads: true));
        _output = PipeWriter.Create(tls, new StreamPipeWriterOptions(minimumBufferSize: 16_384, leaveOpen: true));
        _sink = new PipeSink(_output);
    }

    internal override void Abort() => connection.Abort();

    internal override async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(s_linger);
        try
        {
            while (true)
            {
                var result = await _input.ReadAsync(patience.Token).ConfigureAwait(false);
                _input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted) break;
            }
            if (_tls is not null) await _tls.ShutdownAsync().WaitAsync(s_linger).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException or TimeoutException)
        {
            // It is being closed: how the other side takes it is of no interest any more.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_tls is not null)
        {
            await _input.CompleteAsync().ConfigureAwait(false);
            await _tls.DisposeAsync().ConfigureAwait(false);
        }
        await connection.Transport.Input.CompleteAsync().ConfigureAwait(false);
        await connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
    }
}
