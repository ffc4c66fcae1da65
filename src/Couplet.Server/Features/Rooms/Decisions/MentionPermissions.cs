using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.Options;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Who may mention whom (XEP-0513 §3.6): owners decide, everybody may know, and the room takes out of messages what goes beyond.</summary>
internal static class MentionPermissions
{
    internal static void Answer(RoomTurn turn, Iq iq)
    {
        if (turn.AffiliationOf(iq.From) == Affiliation.Outcast) turn.Refuse(iq, StanzaError.Forbidden());
        else turn.Reply(iq.ToResult(new Element("query", Mentions.Explicit, MentionForms.Permissions(turn.Room.Config))));
    }

    internal static void Decide(RoomTurn turn, Iq iq, Element query)
    {
        if (turn.AffiliationOf(iq.From) != Affiliation.Owner)
        {
            turn.Refuse(iq, StanzaError.Forbidden(), new Element("query", Mentions.Explicit));
            return;
        }
        if (!DataForm.TryParse(query.Child("x", DataForm.Namespace), out var form) || form.Type is not (DataFormType.Submit or DataFormType.Cancel)
            || form.FormType is not (null or Mentions.Explicit))
        {
            turn.Refuse(iq, StanzaError.BadRequest("The form is not the one for mentions."));
            return;
        }
        var config = turn.Room.Config;
        foreach (var option in RoomOptions.Mentions)
        {
            if (form.Type == DataFormType.Cancel || form.Field(option.Var) is not { } field || option.Write(field.Values, ref config) is not { } wrong) continue;
            turn.Refuse(iq, StanzaError.NotAcceptable($"{option.Var}: {wrong}."));
            return;
        }
        turn.Reply(iq.ToResult());
        var changes = RoomOptions.Changes(turn.Room.Config, config);
        if (!changes.IsEmpty) turn.Emit(new ConfigurationChanged(changes, turn.ActorOf(iq.From)));
    }

    /// <summary>The content of a message without the mentions that its author may not make; without all of them if there are too many.</summary>
    internal static StanzaPayload Filter(RoomState room, Occupant author, StanzaPayload payload)
    {
        var count = payload.Nodes.Count(IsMention);
        if (count == 0) return payload;
        var tooMany = count > room.Config.MaxMentions;
        var kept = payload.Nodes.RemoveAll(n => IsMention(n) && (tooMany || !IsAllowed(room.Config, author.Role, (Element)n)));
        return kept.Length == payload.Nodes.Length ? payload : StanzaPayload.Of(kept);
    }

    private static bool IsMention(object node) => node is Element e && e.Is("mention", Mentions.Explicit);

    private static bool IsAllowed(RoomConfig config, Role role, Element mention) => KindOf(mention["mentions"]) is not { } kind || config.MentionRights.GetValueOrDefault(kind) switch
    {
        MentionSenders.Participants => role >= Role.Participant,
        MentionSenders.Moderators => role == Role.Moderator,
        _ => false,
    };

    /// <summary>Which permission a mention needs; null for groups that the room knows nothing of.</summary>
    private static string? KindOf(string? group) => group switch
    {
        null => MentionOption.Individual,
        Mentions.Explicit + "#channel" => MentionOption.Channel,
        Mentions.Explicit + "#hats" => MentionOption.Hats,
        Mentions.Explicit + "#moderators" or Mentions.Explicit + "#participants" or Mentions.Explicit + "#visitors" or Mentions.Explicit + "#owner"
            or Mentions.Explicit + "#admin" or Mentions.Explicit + "#member" or Mentions.Explicit + "#none" => MentionOption.Associations,
        _ => null,
    };
}
