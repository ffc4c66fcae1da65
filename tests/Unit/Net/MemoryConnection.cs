using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Couplet.Tests.Net;

/// <summary>A connection without a socket: two pipes, crossed.</summary>
internal sealed class MemoryConnection : DefaultConnectionContext
{
    private readonly Pipe _toServer = new(new PipeOptions(pauseWriterThreshold: 65_536, resumeWriterThreshold: 32_768));
    private readonly Pipe _toClient;

    public MemoryConnection(IPAddress remote, long clientBuffer = 65_536)
    {
        _toClient = new Pipe(new PipeOptions(pauseWriterThreshold: clientBuffer, resumeWriterThreshold: clientBuffer / 2));
        Transport = new Duplex(_toServer.Reader, _toClient.Writer);
        RemoteEndPoint = new IPEndPoint(remote, 40_000);
    }

    internal PipeWriter ToServer => _toServer.Writer;

    internal PipeReader FromServer => _toClient.Reader;

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _toServer.Reader.CancelPendingRead();
        _toServer.Writer.Complete(abortReason);
        _toClient.Reader.Complete();
        _toClient.Writer.Complete();
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
