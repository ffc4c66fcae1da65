using System.Buffers;
using Couplet.Player.Client;

namespace Couplet.Commands.Load;

/// <summary>What waits to be sent on one connection: what has gathered leaves in one write.</summary>
internal sealed class Outbox(ElementStream stream)
{
    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte> _filling = new();
    private ArrayBufferWriter<byte> _sending = new();
    private bool _busy;

    internal void Add(ReadOnlySpan<byte> stanza)
    {
        lock (_gate) _filling.Write(stanza);
    }

    internal void Add(MessageTemplate template, in LoadMark mark)
    {
        lock (_gate) template.Write(_filling, mark);
    }

    /// <summary>Sends what there is. Where somebody sends already, he takes this along.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    internal async ValueTask FlushAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_busy || _filling.WrittenCount == 0) return;
            _busy = true;
        }
        while (TryTake())
        {
            await stream.SendAsync(_sending.WrittenMemory, cancellation).ConfigureAwait(false);
            _sending.ResetWrittenCount();
        }
    }

    private bool TryTake()
    {
        lock (_gate)
        {
            _busy = _filling.WrittenCount > 0;
            if (_busy) (_filling, _sending) = (_sending, _filling);
            return _busy;
        }
    }
}
