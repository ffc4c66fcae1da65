using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Roster;

/// <summary>What a roster set asks for, once it is found to be valid (RFC 6121 §2.3, §2.5).</summary>
internal sealed record RosterRequest(Jid Contact, string? Name, ImmutableArray<string> Groups, bool IsRemoval)
{
    /// <summary>The longest name of a contact or a group, in characters.</summary>
    internal const int MaxName = 1023;

    private const int MaxGroups = 100;

    /// <summary>Reads the payload of a set; the error that §2.3.3 names if it is invalid.</summary>
    internal static StanzaError? TryRead(Element query, Jid owner, out RosterRequest? request)
    {
        request = null;
        var items = query.Elements().Take(2).ToList();
        if (items is not [var item] || !item.Is("item", RosterFeature.Namespace)) return StanzaError.BadRequest("A roster set has exactly one item.");
        if (item["jid"] is not { } text) return StanzaError.BadRequest("The item has no JID.");
        if (!Jid.TryParse(text, out var jid)) return StanzaError.JidMalformed("The item's JID is malformed.");
        if (jid.Bare == owner) return StanzaError.NotAllowed("Nobody is in their own roster.");
        if (item["subscription"] == "remove")
        {
            request = new RosterRequest(jid.Bare, null, [], true);
            return null;
        }
        var groups = item.Elements("group").Select(group => group.Text).ToImmutableArray();
        if (item["name"] is { Length: > MaxName }) return StanzaError.NotAcceptable("The name is too long.");
        if (groups.Length > MaxGroups) return StanzaError.NotAcceptable("The item is in too many groups.");
        if (groups.Any(string.IsNullOrWhiteSpace)) return StanzaError.NotAcceptable("A group has no name.");
        if (groups.Any(group => group.Length > MaxName)) return StanzaError.NotAcceptable("The name of a group is too long.");
        if (groups.Distinct(StringComparer.Ordinal).Count() != groups.Length) return StanzaError.BadRequest("A group is named twice.");
        request = new RosterRequest(jid.Bare, item["name"] is { Length: > 0 } name ? name : null, groups, false);
        return null;
    }
}
