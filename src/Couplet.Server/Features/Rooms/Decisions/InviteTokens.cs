using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Tokens that make members of those who bring them (XEP-0488).</summary>
internal static class InviteTokens
{
    /// <summary>XEP-0488.</summary>
    internal const string Namespace = "urn:xmpp:muc-token-invite:0";

    private const int MostTokens = 1000;
    private static readonly TimeSpan s_usual = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(365);

    internal static void Decide(RoomTurn turn, Iq iq, Element request)
    {
        if (!MayIssue(turn, iq.From) && (request.Name == "request" || !IsModerator(turn, iq.From))) turn.Refuse(iq, StanzaError.Forbidden("Invitations to this room are not yours to give."));
        else if (iq.Type == IqType.Set && request.Name == "request") Issue(turn, iq, request);
        else if (iq.Type == IqType.Set && request.Name == "revoke") Revoke(turn, iq, request.Text.Trim());
        else if (iq.Type == IqType.Get && request.Name == "tokens")
            turn.Reply(iq.ToResult(new Element("tokens", Namespace, turn.Room.Tokens
                .Where(t => Counts(t.Value, turn.Context.Now) && MayRevoke(turn, iq.From, t.Value)).OrderBy(t => t.Value.Expires).Select(t => Show(turn, t.Key, t.Value)))));
        else turn.Refuse(iq, StanzaError.BadRequest());
    }

    /// <summary>Makes a member of one who enters with a token. Affiliated users need none, and none of theirs is used up.</summary>
    /// <returns>Whether a token opened the door.</returns>
    internal static bool Redeem(RoomTurn turn, Jid sender, string? token)
    {
        if (token is null || turn.AffiliationOf(sender) != Affiliation.None || !turn.Room.Tokens.TryGetValue(token, out var known)
            || !Counts(known, turn.Context.Now) || !Affiliating.HasSpace(turn)) return false;
        turn.Emit(new TokenUsed(token, sender.Bare));
        Affiliating.Set(turn, sender.Bare, Affiliation.Member, null, null, null, notify: false);
        return true;
    }

    /// <summary>What one is told whose token does not count any more; null for anybody else.</summary>
    internal static StanzaError? Expired(RoomTurn turn, Jid sender, string? token)
        => token is not null && turn.AffiliationOf(sender) == Affiliation.None && turn.Room.Tokens.TryGetValue(token, out var known) && !Counts(known, turn.Context.Now)
            ? StanzaError.NotAuthorized("The invitation has expired.") with { Application = new Element("expired-token", Namespace) }
            : null;

    private static bool Counts(InviteToken token, DateTimeOffset now) => token.Expires > now && (token.Uses is null or > 0);

    /// <summary>Who may invite by name may invite by token.</summary>
    private static bool MayIssue(RoomTurn turn, Jid sender) => turn.AffiliationOf(sender) switch
    {
        >= Affiliation.Admin => true,
        Affiliation.Member => turn.Room.Config.MembersInvite,
        _ => false,
    };

    private static bool MayRevoke(RoomTurn turn, Jid sender, InviteToken token)
        => token.Creator == sender.Bare || turn.AffiliationOf(sender) >= Affiliation.Admin || IsModerator(turn, sender);

    // §6: moderators see to the tokens of everybody, whether or not they may give out any themselves.
    private static bool IsModerator(RoomTurn turn, Jid sender) => turn.Room.Occupants.BySession(sender)?.Role == Role.Moderator;

    private static void Issue(RoomTurn turn, Iq iq, Element request)
    {
        if (!TryNumber(request["delay"], out var delay) || !TryNumber(request["counter"], out var counter) || counter == 0 || delay == 0)
        {
            turn.Refuse(iq, StanzaError.BadRequest("The limits of a token are numbers above 0."));
            return;
        }
        if (turn.Room.Tokens.Count >= MostTokens)
        {
            turn.Refuse(iq, StanzaError.ResourceConstraint("There are too many invitations."));
            return;
        }
        var life = delay is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, s_longest.TotalSeconds)) : s_usual;
        var issued = new TokenIssued(turn.Context.NewId(), iq.From.Bare, turn.Context.Now + life, counter is { } uses ? (int)Math.Min(uses, int.MaxValue) : null);
        turn.Emit(issued);
        turn.Reply(iq.ToResult(Show(turn, issued.Token, turn.Room.Tokens[issued.Token])));
    }

    private static void Revoke(RoomTurn turn, Iq iq, string token)
    {
        if (!turn.Room.Tokens.TryGetValue(token, out var known) || !MayRevoke(turn, iq.From, known))
        {
            turn.Refuse(iq, StanzaError.ItemNotFound("There is no such invitation."));
            return;
        }
        turn.Emit(new TokenRevoked(token));
        turn.Reply(iq.ToResult());
    }

    private static Element Show(RoomTurn turn, string token, InviteToken known) => new("token", Namespace,
        new XmlAttr("delay", Words.Number((long)(known.Expires - turn.Context.Now).TotalSeconds)),
        known.Uses is { } uses ? new XmlAttr("counter", Words.Number(uses)) : null,
        new XmlAttr("creator", known.Creator.ToString()), token);

    private static bool TryNumber(string? text, out uint? number)
    {
        number = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        return text is null || number is not null;
    }
}
