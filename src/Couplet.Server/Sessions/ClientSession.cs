using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Routing;

namespace Couplet.Server.Sessions;

/// <summary>
/// A bound resource of a local account (RFC 6120 §7): what accounts, rooms and features see of a client's stream. It outlives its
/// connection while it waits to be resumed (XEP-0198).
/// The properties that features set are written in the account's mailbox only.
/// </summary>
public abstract class ClientSession : IStanzaSink
{
    private readonly FeatureStates _features = new();

    /// <summary>The full JID.</summary>
    public abstract Jid Jid { get; }

    /// <summary>The account this is a resource of.</summary>
    public abstract Account Account { get; }

    /// <summary>The last broadcast presence; null before initial presence and after unavailable presence (RFC 6121 §4.2, §4.5).</summary>
    public Presence? Presence { get; set; }

    /// <summary>Whether the session has sent initial presence.</summary>
    public bool IsAvailable => Presence is not null;

    /// <summary>The priority of the last broadcast presence.</summary>
    public int Priority { get; set; }

    /// <summary>Whether the session has asked for the roster and so hears of its changes (RFC 6121 §2.1.6).</summary>
    public bool IsInterested { get; set; }

    /// <summary>Asked about each stanza before it is queued for the client (client state indication); null lets everything pass.</summary>
    public IOutboundFilter? OutboundFilter { get; set; }

    /// <summary>Takes the filter away and delivers what it has held.</summary>
    public virtual void ReleaseFilter()
    {
        var filter = OutboundFilter;
        OutboundFilter = null;
        filter?.Flush();
    }

    /// <summary>
    /// Whether a stanza comes from someone whom the account has blocked (XEP-0191): rooms deliver past the account's mailbox. Errors pass: the
    /// server answers in the name of the blocked.
    /// </summary>
    protected bool IsUnwanted(EncodedStanza stanza) => !stanza.Stanza.IsError && Account.Blocks(stanza.Stanza.From);

    /// <summary>Whether bytes on this session's stream are protected by TLS.</summary>
    public abstract bool IsSecure { get; }

    /// <summary>Whether the connection is lost and the session waits to be resumed.</summary>
    public abstract bool IsDetached { get; }

    /// <summary>Whether the session has sent presence directly to an address or one of its resources: for a room, whether it is in it.</summary>
    internal virtual bool IsPresentAt(Jid bare) => false;

    /// <summary>Whether the session has ended, although its account may not have heard of it yet.</summary>
    internal virtual bool IsOver => false;

    /// <summary>Forgets a directed presence, because the addressee hears of the session's end in another way.</summary>
    internal virtual void ForgetPresenceAt(Jid to)
    {
    }

    /// <summary>Forgets the directed presence at those addresses that fit, and says which they were.</summary>
    internal virtual IReadOnlyList<Jid> TakePresenceAt(Func<Jid, bool> fits) => [];

    /// <summary>Ends the session with a stream error; the account hears of it as of any other end.</summary>
    public abstract void Close(StreamError error);

    /// <inheritdoc/>
    public abstract bool Deliver(EncodedStanza stanza, Jid to);

    /// <summary>Delivers past the account: what a room says keeps its order, whatever the account is at.</summary>
    internal virtual bool DeliverPast(EncodedStanza stanza, Jid to) => Deliver(stanza, to);

    /// <summary>What is delivered until <see cref="EndBatch"/> reaches the client together.</summary>
    internal virtual void BeginBatch()
    {
    }

    /// <summary>Sends what was delivered since <see cref="BeginBatch"/>.</summary>
    internal virtual void EndBatch()
    {
    }

    /// <summary>A feature's own state of this session; made on first use.</summary>
    public T Feature<T>() where T : class, new() => _features.Get<T>();
}
