using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Rooms;

namespace Couplet.Tests.Rooms;

/// <summary>What a client makes of the presence it gets: who is in the room, as far as it can tell.</summary>
internal sealed class ClientModel
{
    private readonly SortedDictionary<string, string> _seen = new(StringComparer.Ordinal);

    internal void Receive(Stanza stanza)
    {
        if (stanza is not Presence { IsError: false } presence || presence.From.Resource is not { } nick) return;
        var x = presence.Child("x", MucNamespaces.User)!;
        var self = x.Elements("status").Any(s => s["code"] == "110");
        var item = x.Child("item")!;
        var renamed = x.Elements("status").Any(s => s["code"] == "303");
        if (presence.Type == PresenceType.Available) _seen[nick] = $"{item["affiliation"]} {item["role"]}";
        else if ((self && !renamed) || x.Child("destroy") is not null) _seen.Clear();
        else _seen.Remove(nick);
    }

    public override string ToString() => string.Join("; ", _seen.Select(s => $"{s.Key}: {s.Value}"));

    /// <summary>What a session may see of the room.</summary>
    internal static string Expected(RoomState? state, Jid session)
    {
        if (state?.Occupants.BySession(session) is not { } self) return "";
        return string.Join("; ", state.Occupants.All.Where(o => o == self || state.Shows(o.Role)).OrderBy(o => o.Nick, StringComparer.Ordinal)
            .Select(o => $"{o.Nick}: {Words.Of(state.AffiliationOf(o.Account))} {Words.Of(o.Role)}"));
    }
}
