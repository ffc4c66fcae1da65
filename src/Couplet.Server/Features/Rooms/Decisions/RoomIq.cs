using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.AdHocCommands;
using Couplet.Server.Features.Disco;
using Couplet.Server.Features.Ping;
using Couplet.Server.Features.Rooms.Queries;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>A request to the room itself.</summary>
internal static class RoomIq
{
    internal static void Decide(RoomTurn turn, Iq iq)
    {
        if (iq.FirstChild is not { } query)
        {
            turn.Refuse(iq, StanzaError.BadRequest("The request is empty."));
            return;
        }
        switch (query.Name, query.Namespace, iq.Type)
        {
            case ("query", MucNamespaces.Admin, IqType.Set):
                AdminQuery.Decide(turn, iq, query);
                break;
            case ("query", MucNamespaces.Admin, IqType.Get):
                Lists.Answer(turn, iq, query);
                break;
            case ("query", MucNamespaces.Owner, IqType.Set):
                OwnerQuery.Decide(turn, iq, query);
                break;
            case ("query", MucNamespaces.Owner, IqType.Get):
                ConfigurationForm.Answer(turn, iq);
                break;
            case ("query", ForeignNamespaces.Register, IqType.Get):
                Registering.Answer(turn, iq);
                break;
            case ("query", ForeignNamespaces.Register, IqType.Set):
                Registering.Decide(turn, iq, query);
                break;
            case ("query", FeatureRegistry.DiscoInfoNamespace, IqType.Get):
                RoomInfo.Answer(turn, iq, query);
                break;
            case ("query", DiscoFeature.ItemsNamespace, IqType.Get):
                RoomItems.Answer(turn, iq, query);
                break;
            case ("moderate", Tombstones.Moderation, IqType.Set):
                Retracting.Moderate(turn, iq, query);
                break;
            case ("vCard", ForeignNamespaces.VCard, IqType.Get):
                VCards.Answer(turn, iq);
                break;
            case ("vCard", ForeignNamespaces.VCard, IqType.Set):
                VCards.Decide(turn, iq, query);
                break;
            case ("query", Mentions.Explicit, IqType.Get):
                MentionPermissions.Answer(turn, iq);
                break;
            case ("query", Mentions.Explicit, IqType.Set):
                MentionPermissions.Decide(turn, iq, query);
                break;
            case ("command", AdHocCommandsFeature.Namespace, IqType.Set):
                HatCommands.Decide(turn, iq, query);
                break;
            case (_, InviteTokens.Namespace, _):
                InviteTokens.Decide(turn, iq, query);
                break;
            case ("ping", PingFeature.Namespace, IqType.Get):
                turn.Reply(iq.ToResult());
                break;
            default:
                turn.Refuse(iq, StanzaError.ServiceUnavailable());
                break;
        }
    }
}
