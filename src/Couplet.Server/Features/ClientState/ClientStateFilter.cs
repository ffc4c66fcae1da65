using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Carbons;
using Couplet.Server.Features.Hints;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features.ClientState;

/// <summary>
/// Holds presence and chat states back while the client is inactive, the latest of each sender only. Whatever else comes wakes the client
/// anyway, so it takes along what was held, and before it: the order among what is sent stays.
/// </summary>
internal sealed class ClientStateFilter(ClientSession session) : IOutboundFilter
{
    /// <summary>More than this wakes the client: it would have much to read at once.</summary>
    private const int MaxHeld = 200;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<(Jid From, string Kind), (EncodedStanza Stanza, Jid To)> _held = [];
    private bool _isFlushing;
    private bool _isOver;
    private long _count;

    public IReadOnlyCollection<(EncodedStanza Stanza, Jid To)> Held
    {
        get
        {
            lock (_gate) return [.. _held.Values];
        }
    }

    public bool Hold(EncodedStanza stanza, Jid to)
    {
        lock (_gate)
        {
            if (_isFlushing || _isOver) return false;
            if (Kind(stanza.Stanza) is not { } kind)
            {
                Release();
                return false;
            }
            var key = (stanza.Stanza.From, kind);
            _held.Remove(key);
            _held.Add(key, (stanza, to));
            if (_held.Count >= MaxHeld) Release();
            return true;
        }
    }

    public void Flush()
    {
        lock (_gate)
        {
            Release();
            _isOver = true; // a filter serves one time of inactivity; whoever still asks it may go on
        }
    }

    private void Release()
    {
        _isFlushing = true;
        foreach (var (stanza, to) in _held.Values) session.Deliver(stanza, to);
        _held.Clear();
        _isFlushing = false;
    }

    /// <summary>What a held stanza replaces: an earlier one of its sender and kind. Null for what cannot wait.</summary>
    private string? Kind(Stanza stanza) => stanza switch
    {
        // Each presence in a room tells something of its own: a kick, a new nick. The one about oneself is waited for.
        Presence { Type: PresenceType.Available or PresenceType.Unavailable } presence => presence.Child("x", MucNamespaces.User) is { } room
            ? room.Elements("status").Any(static status => status["code"] == "110") ? null : $"room {_count++}"
            : "presence",
        Message { IsError: false } message => ChatState(message),
        _ => null,
    };

    /// <summary>A chat state, or the copy (XEP-0280) of one.</summary>
    private static string? ChatState(Message message)
    {
        if (message.IsChatStateOnly()) return "chat state";
        if (message.FirstChild is not { Namespace: CarbonsFeature.Namespace } copy || copy.FirstChild?.FirstChild is not { } inner) return null;
        return Stanza.TryRead(inner, out var original, out _) && original is Message state && state.IsChatStateOnly()
            ? $"copy {state.From} {state.To}" : null;
    }
}
