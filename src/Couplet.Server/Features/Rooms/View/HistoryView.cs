using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>The discussion history for a newcomer, within the limits it asks for (XEP-0045 §7.2.13, §7.2.14).</summary>
internal static class HistoryView
{
    internal static void Render(RoomState state, SnapshotTerms terms, ImmutableArray<Jid> to, ImmutableArray<RoomDelivery>.Builder output)
    {
        var history = state.History;
        var limit = Math.Min(state.Config.MaxHistory, terms.History?.MaxStanzas ?? int.MaxValue);
        var characters = terms.History?.MaxChars ?? int.MaxValue;
        var since = terms.History?.Since ?? DateTimeOffset.MinValue;
        var chosen = new Stack<Message>();
        for (var i = history.Length - 1; i >= 0 && chosen.Count < limit && characters > 0; i--)
        {
            if (history[i].At < since) break;
            var message = history[i].Rendered ??= MessageView.Historic(state, history[i]);
            if (characters != int.MaxValue)
            {
                // The limit counts whole stanzas as they are on the wire, addressed to the newcomer.
                characters -= message.WithAddresses(message.From, to[0]).ToString().Length;
                if (characters < 0) break;
            }
            chosen.Push(message);
        }
        foreach (var message in chosen) output.Add(new(message, to));
    }
}
