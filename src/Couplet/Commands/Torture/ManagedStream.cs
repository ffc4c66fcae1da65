using System.Globalization;
using Couplet.Player.Running;
using Couplet.Protocol.Xml;
using Couplet.Server.Sessions;

namespace Couplet.Commands.Torture;

/// <summary>One connection of a session with acknowledgements (XEP-0198).</summary>
internal sealed class ManagedStream(IScenarioClient client, ManagedSession session, Action<string> anomaly) : IAsyncDisposable
{
    private readonly SemaphoreSlim _sending = new(1, 1);

    /// <summary>How many stanzas the server has not counted yet.</summary>
    internal int Unacknowledged => session.Unacknowledged;

    /// <summary>Turns counting on: before anything else is sent.</summary>
    internal Task EnableAsync(bool isResumable, CancellationToken cancellation)
        => client.SendAsync(new Element("enable", StreamManagement.Namespace, isResumable ? new XmlAttr("resume", "true") : null), cancellation);

    /// <summary>Goes on: what the server has not handled is sent again.</summary>
    internal async Task ResumedAsync(Element resumed, CancellationToken cancellation)
    {
        if (!session.Count(resumed["h"])) anomaly($"the server has resumed with a count that cannot be: {resumed}");
        foreach (var stanza in session.Outstanding()) await client.SendAsync(stanza, cancellation).ConfigureAwait(false);
        await RequestAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a stanza, and asks at once whether it has been handled where its fate matters.</summary>
    /// <param name="stanza">The stanza.</param>
    /// <param name="marker">What to report when it is acknowledged; null for what nobody asks about.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task SendAsync(Element stanza, string? marker, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            session.Sent(stanza, marker);
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
                if (element.Namespace == Protocol.Stanzas.Stanza.ClientNamespace)
                {
                    session.Take();
                    return element;
                }
                if (element.Name == "enabled") session.Enabled(element);
                else if (element.Name == "a" && !session.Count(element["h"])) anomaly($"the server has counted what was not sent: {element}");
                else if (element.Name == "r")
                    await client.SendAsync(new Element("a", StreamManagement.Namespace, new XmlAttr("h", session.Received.ToString(CultureInfo.InvariantCulture))), cancellation)
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
}
