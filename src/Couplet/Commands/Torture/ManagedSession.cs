using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Xml;
using Couplet.Server.Sessions;

namespace Couplet.Commands.Torture;

/// <summary>What a client knows of its session (XEP-0198), beyond any connection: what it has received, and what it has sent that is not counted yet.</summary>
internal sealed class ManagedSession(Action<string> acknowledged)
{
    private readonly Queue<(Element Stanza, string? Marker)> _unacknowledged = new();
    private uint _handledByServer;
    private uint _received;

    /// <summary>The identifier for resumption; null before the server has given one.</summary>
    internal string? Id { get; set; }

    /// <summary>The full address.</summary>
    internal Jid Address { get; set; }

    /// <summary>How many stanzas have come.</summary>
    internal uint Received => Volatile.Read(ref _received);

    /// <summary>How many stanzas the server has not counted yet.</summary>
    internal int Unacknowledged
    {
        get
        {
            lock (_unacknowledged) return _unacknowledged.Count;
        }
    }

    /// <summary>The request to go on.</summary>
    internal Element Resume() => new("resume", StreamManagement.Namespace, new XmlAttr("previd", Id!), new XmlAttr("h", Received.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Counting begins.</summary>
    internal void Enabled(Element enabled)
    {
        _received = 0;
        if (enabled["resume"] is "true" or "1") Id = enabled["id"];
    }

    /// <summary>A stanza has come.</summary>
    internal void Take() => Volatile.Write(ref _received, _received + 1);

    /// <summary>A stanza is being sent.</summary>
    internal void Sent(Element stanza, string? marker)
    {
        lock (_unacknowledged) _unacknowledged.Enqueue((stanza, marker));
    }

    /// <summary>What the server has not handled, oldest first.</summary>
    internal List<Element> Outstanding()
    {
        lock (_unacknowledged) return [.. _unacknowledged.Select(u => u.Stanza)];
    }

    /// <summary>The server has handled so many.</summary>
    /// <returns>False when it cannot have.</returns>
    internal bool Count(string? count)
    {
        var h = uint.Parse(count!, CultureInfo.InvariantCulture);
        lock (_unacknowledged)
        {
            if (h < _handledByServer || h - _handledByServer > _unacknowledged.Count) return false;
            for (; _handledByServer != h; _handledByServer++)
                if (_unacknowledged.Dequeue().Marker is { } marker) acknowledged(marker);
            return true;
        }
    }
}
