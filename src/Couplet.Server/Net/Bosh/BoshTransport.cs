using System.IO.Pipelines;
using System.Net;

namespace Couplet.Server.Net.Bosh;

/// <summary>A BOSH session as what carries a stream.</summary>
internal sealed class BoshTransport : StreamTransport
{
    private readonly BoshSession _session;
    private readonly BoshSink _sink;

    internal BoshTransport(BoshSession session, IPAddress? remote, bool secure)
    {
        _session = session;
        _sink = new BoshSink(session);
        RemoteAddress = remote;
        IsSecure = secure;
    }

    internal override PipeReader Input => _session.Input;

    internal override IOutboundSink Sink => _sink;

    internal override StreamFraming Framing => StreamFraming.Messages;

    internal override IPAddress? RemoteAddress { get; }

    internal override bool IsSecure { get; }

    internal override void Abort() => _session.Finish(_sink.HasError);

    internal override Task CloseAsync()
    {
        _session.Finish(_sink.HasError);
        return Task.CompletedTask;
    }
}
