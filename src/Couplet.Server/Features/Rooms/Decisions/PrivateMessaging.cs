using System.Collections.Immutable;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>A message to one occupant (XEP-0045 §7.5). It is no event: nobody else may ever know of it.</summary>
internal static class PrivateMessaging
{
    internal static void Decide(RoomTurn turn, Message message)
    {
        var room = turn.Room;
        if (room.Occupants.BySession(message.From) is not { } sender)
        {
            turn.Refuse(message, StanzaError.NotAcceptable("Only occupants may speak to occupants.") with { Type = StanzaErrorType.Cancel });
            return;
        }
        if (message.Type == MessageType.Groupchat)
        {
            turn.Refuse(message, StanzaError.BadRequest("A private message is not for the group."));
            return;
        }
        if (room.Occupants.ByNick(message.To.Resource!) is not { } target)
        {
            turn.Refuse(message, StanzaError.ItemNotFound("Nobody here has that nickname."));
            return;
        }
        if (!MaySend(room.Config.PrivateMessages, sender.Role))
        {
            turn.Refuse(message, StanzaError.Forbidden("Private messages are not for you in this room."));
            return;
        }
        var content = Metadata.Strip(message, room.Room).Nodes
            .Add(new Element("x", MucNamespaces.User))
            .Add(MessageView.OccupantId(sender.OccupantId));
        turn.Deliver(new RoomDelivery(
            new Message(new StanzaHeader(room.Room.WithResource(sender.Nick), default, message.Id, message.Lang), message.Type, content),
            target.SessionJids));
    }

    /// <summary>A private message came back: its author is told, under the name it wrote to. Which error it is, but no more: the rest may name addresses.</summary>
    internal static void Returned(RoomTurn turn, Message message)
    {
        if (turn.State is not { } room || message.Error is not { } error || message.Id is not { } id || !turn.Context.WasPrivate(message.From, message.To, id)) return;
        if (room.Occupants.BySession(message.From) is not { } recipient || room.Occupants.ByNick(message.To.Resource!) is not { } author) return;
        turn.Deliver(new RoomDelivery(new Message(new StanzaHeader(room.Room.WithResource(recipient.Nick), default, id), MessageType.Error, Metadata.Strip(error)), author.SessionJids));
    }

    private static bool MaySend(PrivateMessages allowed, Role role) => allowed switch
    {
        PrivateMessages.Anyone => true,
        PrivateMessages.Participants => role >= Role.Participant,
        PrivateMessages.Moderators => role == Role.Moderator,
        _ => false,
    };
}
