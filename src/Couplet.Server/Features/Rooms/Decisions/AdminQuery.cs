using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>Changes of roles and affiliations (XEP-0045 §8, §9, §10): a batch happens as a whole or not at all.</summary>
internal static class AdminQuery
{
    internal static void Decide(RoomTurn turn, Iq iq, Element query)
    {
        if (Errors(turn, iq, query) is { } error)
        {
            turn.Refuse(iq, error);
            return;
        }
        turn.Reply(iq.ToResult());
        Invite(turn, iq, query);
        Existence.EndIfEmpty(turn);
    }

    private static StanzaError? Errors(RoomTurn turn, Iq iq, Element query)
    {
        ImmutableArray<Element> items = [.. query.Elements("item")];
        if (items.IsEmpty) return StanzaError.BadRequest("There is no item.");
        foreach (var item in items)
        {
            if (item["affiliation"] is null == item["role"] is null) return StanzaError.BadRequest("An item has a role or an affiliation.");
            var error = item["role"] is { } role ? RoleItems.Decide(turn, iq.From, item, role) : AffiliationItems.Decide(turn, iq.From, item);
            if (error is not null) return error;
        }
        // Judged at the end, so that ownership can be handed over in one batch.
        return turn.Room.Affiliations.Any(a => a.Value.Affiliation == Affiliation.Owner) ? null : StanzaError.Conflict("A room needs an owner.");
    }

    /// <summary>§9.5: new members of a members-only room are invited.</summary>
    private static void Invite(RoomTurn turn, Iq iq, Element query)
    {
        if (!turn.Room.Config.MembersOnly) return;
        foreach (var item in query.Elements("item"))
        {
            if (item["affiliation"] != "member" || !Jid.TryParse(item["jid"], out var jid)) continue;
            if (turn.IsNew(jid.Bare)) turn.Emit(new Invited(iq.From, jid.Bare, null, StanzaPayload.Empty));
        }
    }
}
