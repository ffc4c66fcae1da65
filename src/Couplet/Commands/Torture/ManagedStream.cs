using System.Globalization;
using Couplet.Player.Running;
using Couplet.Protocol.Xml;
using Couplet.Server.Sessions;

namespace Couplet.Commands.Torture;

/// <summary>A client's stream with acknowledgements (XEP-0198): knows of each stanza whether the server has handled it.</summary>
internal sealed class ManagedStream(IScenarioClient client, Action<string> acknowledged) : IAsyncDisposable
{
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Queue<string?> _unacknowledged = new();
    private uint _handledByServer;
    private uint _received;

    internal string Address { get; } = client.Address.ToString();

    /// <summary>How many stanzas the server has not counted yet.</summary>
    internal int Unacknowledged
    {
        get
        {
            lock (_unacknowledged) return _unacknowledged.Count;
        }
    }

    /// <summary>Turns counting on: before anything else is sent.</summary>
    internal Task EnableAsync(CancellationToken cancellation) => client.SendAsync(new Element("enable", StreamManagement.Namespace), cancellation);

    /// <summary>Sends a stanza, and asks at once whether it has been handled where its fate matters.</summary>
    /// <param name="stanza">The stanza.</param>
    /// <param name="marker">What to report when it is acknowledged; null for what nobody asks about.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task SendAsync(Element stanza, string? marker, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            lock (_unacknowledged) _unacknowledged.Enqueue(marker);
            await client.SendAsync(stanza, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
        if (marker is not null) await RequestAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks for the count.</summary>
    internal Task RequestAsync(CancellationToken cancellation) => client.SendAsync(new Element("r", StreamManagement.Namespace), cancellation);

    /// <summary>The next stanza; null when the connection is gone.</summary>
    internal async Task<Element?> ReadAsync(CancellationToken cancellation)
    {
        while (await client.WaitAsync(cancellation).ConfigureAwait(false))
        {
            while (client.TryRead(out var element))
            {
                if (element.Namespace != StreamManagement.Namespace)
                {
                    _received++;
                    return element;
                }
                if (element.Name == "enabled") _received = 0;
                else if (element.Name == "a") Count(uint.Parse(element["h"]!, CultureInfo.InvariantCulture));
                else if (element.Name == "r")
                    await client.SendAsync(new Element("a", StreamManagement.Namespace, new XmlAttr("h", _received.ToString(CultureInfo.InvariantCulture))), cancellation)
                        .ConfigureAwait(false);
            }
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync().ConfigureAwait(false);
        _sending.Dispose();
    }

    private void Count(uint h)
    {
        lock (_unacknowledged)
        {
            for (; _handledByServer != h; _handledByServer++)
                if (_unacknowledged.Dequeue() is { } marker) acknowledged(marker);
        }
    }
}
