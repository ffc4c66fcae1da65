using System.Collections.Concurrent;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Rooms;

namespace Couplet.Commands.Torture;

/// <summary>What one connection of a client takes in: into the ledger it goes.</summary>
internal sealed class Reading(TortureSettings settings, int client, Ledger ledger, ConcurrentDictionary<string, Visit> visits,
    ConcurrentDictionary<string, TaskCompletionSource> entering)
{
    private readonly Dictionary<string, Visit> _arriving = [];

    internal void Take(Element stanza)
    {
        if (!Jid.TryParse(stanza["from"], out var from)) return;
        switch (stanza.Name, stanza["type"])
        {
            case ("presence", null or "unavailable") when from.Local is not null && from.Domain.StartsWith("conference.", StringComparison.Ordinal):
                Presence(stanza, from);
                break;
            case ("message", "groupchat"):
                Groupchat(stanza, from);
                break;
            case ("message", "chat") when Marker(stanza) is { } marker:
                (stanza.Child("delay", ArchiveAnswer.DelayNamespace) is null ? ledger.Chats : ledger.Late).Enqueue((client, marker));
                break;
            case ("message", "error") when stanza["id"] is { } marker:
                ledger.Refuse(marker);
                break;
            case ("presence", "error"):
                ledger.Anomalies.Enqueue($"{settings.Nick(client)} was not let in: {stanza}");
                break;
        }
    }

    private void Presence(Element stanza, Jid from)
    {
        var room = from.Bare.ToString();
        var visit = VisitTo(room);
        if (stanza["type"] is null)
        {
            if (!visit.Nicks.TryAdd(from.Resource!, true)) ledger.Reentries.Enqueue((client, room, from.Resource!));
        }
        else
        {
            visit.Nicks.TryRemove(from.Resource!, out _);
            ledger.Departures.Enqueue((client, room, from.Resource!));
        }
        if (stanza["type"] is not null || stanza.Child("x", MucNamespaces.User)?.Elements("status").Any(s => s["code"] == "110") != true) return;
        if (!visits.TryAdd(room, visit)) return;
        ledger.Visits.Enqueue(visit);
        if (entering.TryGetValue(room, out var entered)) entered.TrySetResult();
    }

    private void Groupchat(Element stanza, Jid from)
    {
        if (Marker(stanza) is not { } marker) return;
        // Meant for the session of the same name that this one has followed, while the room had not heard of its end.
        if (!visits.ContainsKey(from.Bare.ToString())) return;
        var id = stanza.Child("stanza-id", ForeignNamespaces.StanzaId)?["id"];
        var visit = VisitTo(from.Bare.ToString());
        (stanza.Child("delay", ArchiveAnswer.DelayNamespace) is null ? visit.Live : visit.History).Add((id, marker));
    }

    private Visit VisitTo(string room) => _arriving.TryGetValue(room, out var visit) ? visit : _arriving[room] = new Visit(client, room);

    private string? Marker(Element stanza)
        => stanza.Child("body", Stanza.ClientNamespace)?.Text is { } text && text.StartsWith(settings.Run + "-", StringComparison.Ordinal) ? text : null;
}
