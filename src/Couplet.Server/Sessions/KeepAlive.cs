using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Ping;
using Couplet.Server.Net;

namespace Couplet.Server.Sessions;

/// <summary>
/// The clock of one stream: first the time to log in, then pings when the client is silent (XEP-0199) and the time to answer them.
/// </summary>
internal sealed class KeepAlive : IDisposable
{
    private readonly ClientStream _stream;
    private readonly TimeProvider _time;
    private readonly TimeSpan _silence;
    private readonly TimeSpan _patience;
    private readonly ITimer _timer;
    private long _heard;
    private long _asked;
    private bool _loggedIn;

    internal KeepAlive(ClientStream stream)
    {
        var limits = stream.Server.Options.Limits;
        _stream = stream;
        _time = stream.Server.Time;
        _silence = TimeSpan.FromSeconds(limits.PingSeconds);
        _patience = TimeSpan.FromSeconds(limits.PingTimeoutSeconds);
        _timer = _time.CreateTimer(static s => ((KeepAlive)s!).Tick(), this, TimeSpan.FromSeconds(limits.LoginSeconds), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something came in.</summary>
    internal void Heard() => Volatile.Write(ref _heard, _time.GetTimestamp());

    /// <summary>The client is logged in: from now on its silence is measured.</summary>
    internal void LoggedIn()
    {
        _loggedIn = true;
        Heard();
        _timer.Change(_silence, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        if (!_loggedIn)
        {
            _stream.Fail(new StreamError(StreamErrorCondition.ConnectionTimeout, "The login took too long."));
            return;
        }
        var heard = Volatile.Read(ref _heard);
        var silent = _time.GetElapsedTime(heard);
        if (silent < _silence)
        {
            _timer.Change(_silence - silent, Timeout.InfiniteTimeSpan);
        }
        else if (_asked != 0 && heard < _asked)
        {
            _stream.Fail(new StreamError(StreamErrorCondition.ConnectionTimeout, "A ping was not answered."));
        }
        else
        {
            _asked = _time.GetTimestamp();
            Ask();
            _timer.Change(_patience, Timeout.InfiniteTimeSpan);
        }
    }

    private void Ask()
    {
        if (_stream.Session is not { } session) return;
        if (session.Management is { IsWaiting: true }) session.Outbound.Enqueue(StreamManagement.Request);
        var header = new StanzaHeader(_stream.Server.Domain, session.Jid, "ping-" + Convert.ToHexStringLower(BitConverter.GetBytes(_asked)));
        _stream.Send(new Iq(header, IqType.Get, new Element("ping", PingFeature.Namespace)));
    }
}
