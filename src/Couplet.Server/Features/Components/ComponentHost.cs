using System.Security.Cryptography;
using System.Text;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Routing;

namespace Couplet.Server.Features.Components;

/// <summary>A component's domain. What is sent to it while nobody is connected is answered: try again later.</summary>
internal sealed class ComponentHost(Jid jid, string secret, Router router) : IStanzaHost
{
    private ComponentStream? _stream;

    internal Jid Jid => jid;

    public string Domain => jid.Domain;

    public void Post(Stanza stanza, Handled handled)
    {
        if (Volatile.Read(ref _stream)?.Deliver(stanza) != true) Return(stanza);
        handled.Complete();
    }

    /// <summary>Whether a handshake (XEP-0114 §3) proves that the secret is known.</summary>
    internal bool IsProof(string streamId, string handshake)
    {
        var expected = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(streamId + secret)));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(handshake));
    }

    /// <summary>The stream is the component's from now on; the one before is closed: it is the same program, most often, after a broken connection.</summary>
    internal void Connect(ComponentStream stream)
        => Interlocked.Exchange(ref _stream, stream)?.Fail(new StreamError(StreamErrorCondition.Conflict, "The component has connected again."));

    /// <summary>The stream has ended.</summary>
    internal void Disconnect(ComponentStream stream) => Interlocked.CompareExchange(ref _stream, null, stream);

    /// <summary>Answers what could not be given to the component.</summary>
    internal void Return(Stanza stanza) => router.Bounce(stanza, StanzaError.RemoteServerTimeout("The service is not connected at the moment."));

    /// <summary>Closes the component's stream, if there is one, and waits for its end.</summary>
    internal async Task CloseAsync(StreamError error)
    {
        if (Volatile.Read(ref _stream) is not { } stream) return;
        stream.Fail(error);
        await stream.Ended.ConfigureAwait(false);
    }
}
