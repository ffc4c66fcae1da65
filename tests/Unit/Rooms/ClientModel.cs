using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Tests.Rooms;

/// <summary>What a client makes of the presence it gets: who is in the room and what they look like, as far as it can tell.</summary>
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
        if (presence.Type == PresenceType.Available)
        {
            _seen[nick] = Line(nick, item["affiliation"]!, item["role"]!, presence.ChildText("status"), presence.Child("hats", HatCommands.Namespace)?.ToString(),
                presence.Child("occupant-id", MucNamespaces.OccupantId)?["id"]);
        }
        else if ((self && !renamed) || x.Child("destroy") is not null) _seen.Clear();
        else _seen.Remove(nick);
    }

    public override string ToString() => string.Join("; ", _seen.Values);

    /// <summary>What a session may see of the room.</summary>
    internal static string Expected(RoomState? state, Jid session, Func<Occupant, string> line)
    {
        if (state?.Occupants.BySession(session) is not { } self) return "";
        return string.Join("; ", state.Occupants.All.Where(o => o == self || state.Shows(o.Role)).OrderBy(o => o.Nick, StringComparer.Ordinal).Select(line));
    }

    /// <summary>What an occupant looks like.</summary>
    internal static string LineOf(RoomState state, Occupant o) => Line(o.Nick, Words.Of(state.AffiliationOf(o.Account)), Words.Of(o.Role),
        o.Shown.Presence.Child("status", Stanza.ClientNamespace)?.Text, HatView.Of(state, o.Account)?.ToString(), o.OccupantId);

    private static string Line(string nick, string affiliation, string role, string? status, string? hats, string? id)
        => $"{nick}: {affiliation} {role} '{status}' {hats} {id}";
}
