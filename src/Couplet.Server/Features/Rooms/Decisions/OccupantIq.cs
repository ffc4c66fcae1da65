using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Features.Disco;
using Couplet.Server.Features.Ping;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>
/// Requests between occupants (XEP-0045 §17.5) and self-ping (XEP-0410). The room passes them on under occupant JIDs and finds the way
/// back by the id, which names the two sessions by handles that tell nobody anything: it keeps no table.
/// </summary>
internal static class OccupantIq
{
    internal static void Decide(RoomTurn turn, Iq iq)
    {
        if (!iq.IsRequest)
        {
            Return(turn, iq);
            return;
        }
        var room = turn.Room;
        if (room.Occupants.BySession(iq.From) is not { } sender)
        {
            turn.Refuse(iq, iq.Child("query", FeatureRegistry.DiscoInfoNamespace) is not null || iq.Child("query", DiscoFeature.ItemsNamespace) is not null
                ? StanzaError.BadRequest("Only occupants may ask occupants.")
                : StanzaError.NotAcceptable("Only occupants may ask occupants.") with { Type = StanzaErrorType.Cancel });
            return;
        }
        if (room.Occupants.ByNick(iq.To.Resource!) is not { } target)
        {
            turn.Refuse(iq, StanzaError.ItemNotFound("Nobody here has that nickname."));
            return;
        }
        if (ReferenceEquals(sender, target) && iq.Child("ping", PingFeature.Namespace) is not null)
        {
            turn.Reply(iq.ToResult());
            return;
        }
        var from = sender.Session(iq.From)!;
        var id = $"{Words.Number(from.Handle)}.{Words.Number(target.Shown.Handle)}.{iq.Id}";
        // What the account itself answers (vCard, avatar) goes to the account.
        var to = iq.FirstChild is { Namespace: ForeignNamespaces.VCard or PubSubNamespaces.Main } ? target.Account : target.Shown.Jid;
        turn.Deliver(new RoomDelivery(iq.WithHeader(new StanzaHeader(room.Room.WithResource(sender.Nick), default, id, iq.Lang)), [to]));
    }

    private static void Return(RoomTurn turn, Iq iq)
    {
        var parts = iq.Id?.Split('.', 3);
        if (parts is not { Length: 3 } || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var asker)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var answerer)) return;
        var room = turn.Room;
        if (room.Occupants.ByNick(iq.To.Resource!) is not { } recipient) return;
        var to = recipient.Sessions.FirstOrDefault(s => s.Handle == asker)?.Jid ?? default;
        var from = room.Occupants.OfAccount(iq.From.Bare).FirstOrDefault(o => o.Sessions.Any(s => s.Handle == answerer));
        if (to.IsEmpty || from is null) return;
        var header = new StanzaHeader(room.Room.WithResource(from.Nick), to, parts[2], iq.Lang);
        turn.Reply(iq.Error is { } error ? new Iq(header, IqType.Error, Metadata.Strip(error)) : iq.WithHeader(header));
    }
}
