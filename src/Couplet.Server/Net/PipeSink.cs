using System.Buffers;
using System.IO.Pipelines;
using Couplet.Protocol.Addressing;
using Couplet.Server.Routing;

namespace Couplet.Server.Net;

/// <summary>Writes to a connection's pipe, or to TLS over it.</summary>
internal sealed class PipeSink(PipeWriter output) : IOutboundSink
{
    public void Write(EncodedStanza stanza, Jid to) => stanza.WriteTo(output, to.EscapedUtf8);

    public void Write(ReadOnlySpan<byte> element) => BuffersExtensions.Write(output, element);

    public ValueTask<bool> FlushAsync()
    {
        var flush = output.FlushAsync();
        return flush.IsCompletedSuccessfully ? new ValueTask<bool>(IsAlive(flush.Result)) : WaitAsync(flush);
    }

    private static async ValueTask<bool> WaitAsync(ValueTask<FlushResult> flush) => IsAlive(await flush.ConfigureAwait(false));

    private static bool IsAlive(in FlushResult result) => !result.IsCompleted && !result.IsCanceled;
}
