using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>
/// The lists of a room for those who keep a copy of them (XEP-0463): what changed since they were here, and every change from then on.
/// Only sessions that ask for it get any of it; to all others the room speaks as ever.
/// </summary>
internal static class ListVersions
{
    /// <summary>XEP-0463.</summary>
    internal const string Namespace = "urn:xmpp:muc:affiliations:1";

    /// <summary>How many changes are remembered; who has been away for longer gets everything.</summary>
    internal const int MostChanges = 1024;

    /// <summary>The name of a version: of one life of the room only.</summary>
    internal static string Name(RoomState state, long version)
        => string.Create(CultureInfo.InvariantCulture, $"{state.CreatedAt.ToUnixTimeMilliseconds():x}-{version:x}");

    /// <summary>The mark in a newcomer's own presence.</summary>
    internal static Element Mark(RoomState state) => Element(null, Name(state, state.ListVersion));

    /// <summary>What a newcomer has missed; all, if the room does not know what it has.</summary>
    internal static void CatchUp(RoomState state, Occupant self, string since, ImmutableArray<Jid> to, ImmutableArray<RoomDelivery>.Builder output)
    {
        if (!MayRead(state, self))
        {
            var error = StanzaError.Forbidden() with { By = state.Room, WithLegacyCode = true };
            output.Add(new(new Message(new StanzaHeader(state.Room, default), MessageType.Error, error.ToElement()), to));
            return;
        }
        var current = Name(state, state.ListVersion);
        if (since == current) return;
        var changed = ChangedSince(state, since);
        var admin = IsAdmin(state, self);
        var accounts = changed ?? state.Affiliations.Keys.Where(a => Shown(state.AffiliationOf(a), admin) != Affiliation.None);
        output.Add(new(MessageView.Notice(state, MessageType.Normal, [Element(changed is null ? null : since, current),
            .. accounts.OrderBy(a => a.ToString(), StringComparer.Ordinal).Select(a => Item(a, Shown(state.AffiliationOf(a), admin)))]), to));
    }

    /// <summary>Tells those who keep a copy of a change.</summary>
    /// <returns>The sessions that have been told.</returns>
    internal static ImmutableArray<Jid> Tell(AffiliationChanged e, RoomState before, RoomState after, ImmutableArray<RoomDelivery>.Builder output)
    {
        var admins = ImmutableArray.CreateBuilder<Jid>();
        var others = ImmutableArray.CreateBuilder<Jid>();
        foreach (var occupant in after.Occupants.All)
            foreach (var session in occupant.Sessions)
                if (session.KeepsLists && MayRead(after, occupant)) (IsAdmin(after, occupant) ? admins : others).Add(session.Jid);
        output.To(admins.ToImmutable(), Change(e, before, after, true));
        output.To(others.ToImmutable(), Change(e, before, after, false));
        return [.. admins, .. others];
    }

    private static Message Change(AffiliationChanged e, RoomState before, RoomState after, bool admin) => MessageView.Notice(after, MessageType.Normal,
        Element(Name(before, before.ListVersion), Name(after, after.ListVersion)), Item(e.Account, Shown(e.Affiliation, admin)));

    private static IEnumerable<Jid>? ChangedSince(RoomState state, string since)
    {
        var at = state.ListChanges.FindIndex(c => Name(state, c.Version) == since);
        return at < 0 ? null : state.ListChanges.Skip(at + 1).Select(c => c.Account).Distinct();
    }

    /// <summary>As for the lists themselves (XEP-0045 §9.5): who may read that of the members.</summary>
    private static bool MayRead(RoomState state, Occupant occupant)
        => IsAdmin(state, occupant) || (state.IsNonAnonymous && state.AffiliationOf(occupant.Account) >= Affiliation.Member)
            || (state.Config.MemberListReaders.Contains(occupant.Role) && state.SeesJids(occupant.Role));

    private static bool IsAdmin(RoomState state, Occupant occupant) => state.AffiliationOf(occupant.Account) >= Affiliation.Admin;

    /// <summary>Who is banned is known to admins only.</summary>
    private static Affiliation Shown(Affiliation affiliation, bool admin) => affiliation == Affiliation.Outcast && !admin ? Affiliation.None : affiliation;

    private static Element Item(Jid account, Affiliation affiliation) => new("item", MucNamespaces.User,
        new XmlAttr("affiliation", Words.Of(affiliation)), new XmlAttr("jid", account.ToString()));

    private static Element Element(string? since, string until) => new("mav", Namespace,
        since is null ? null : new XmlAttr("since", since), new XmlAttr("until", until));
}
