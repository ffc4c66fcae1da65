using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Mediated invitations (XEP-0045 §7.8.2).</summary>
internal static class Inviting
{
    internal static void Decide(RoomTurn turn, Message message, ImmutableArray<Element> invites)
    {
        var room = turn.Room;
        var affiliation = turn.AffiliationOf(message.From);
        if (room.Occupants.BySession(message.From) is null && affiliation < Affiliation.Admin)
        {
            turn.Refuse(message, StanzaError.NotAcceptable("Only occupants may invite.") with { Type = StanzaErrorType.Cancel });
            return;
        }
        if (room.Config.MembersOnly && affiliation < Affiliation.Admin && !room.Config.MembersInvite)
        {
            turn.Refuse(message, StanzaError.Forbidden("Only admins may invite to this room."));
            return;
        }
        foreach (var invite in invites)
        {
            if (!Jid.TryParse(invite["to"], out var invitee))
            {
                turn.Refuse(message, StanzaError.JidMalformed("The invitation has no valid address."));
                return;
            }
            var was = turn.Room.AffiliationOf(invitee);
            if (was == Affiliation.Outcast)
            {
                turn.Refuse(message, StanzaError.Forbidden("Who is banned cannot be invited."));
                return;
            }
            // Whoever is invited to a members-only room must be able to enter it.
            if (room.Config.MembersOnly && was == Affiliation.None && Affiliating.HasSpace(turn))
                Affiliating.Set(turn, invitee.Bare, Affiliation.Member, null, null, turn.ActorOf(message.From), notify: false);
            turn.Emit(new Invited(message.From, invitee, message.Id, StanzaPayload.Of(invite.Nodes)));
        }
    }

    internal static void Decline(RoomTurn turn, Message message, Element decline)
    {
        if (!turn.Room.Invitations.TryGetValue(message.From.Bare, out var inviter))
        {
            turn.Refuse(message, StanzaError.Forbidden("There is no invitation to decline."));
            return;
        }
        if (Jid.TryParse(decline["to"], out var to) && turn.Room.Occupants.BySession(inviter) is null && to.Bare == inviter.Bare) inviter = to;
        turn.Emit(new InvitationDeclined(message.From.Bare, inviter, message.Id, StanzaPayload.Of(decline.Nodes)));
    }

    /// <summary>§7.8.2: an invitation came back because there is nobody of that address; the inviter is told.</summary>
    internal static void Returned(RoomTurn turn, Message message)
    {
        if (turn.State?.Invitations.TryGetValue(message.From.Bare, out var inviter) is not true) return;
        if (message.Error?.Condition is not (StanzaErrorCondition.ServiceUnavailable or StanzaErrorCondition.ItemNotFound
            or StanzaErrorCondition.Gone or StanzaErrorCondition.RemoteServerNotFound)) return;
        var error = StanzaError.ItemNotFound($"{message.From.Bare} cannot be invited.") with { By = turn.Room.Room, WithLegacyCode = true };
        turn.Reply(new Message(new StanzaHeader(inviter, turn.Room.Room, message.Id), MessageType.Normal).ToError(error));
    }
}
