using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Tests.Rooms;

/// <summary>A client's copy of a room's lists (XEP-0463), made of nothing but what it has been told.</summary>
internal sealed class ListModel
{
    private readonly SortedDictionary<string, string> _items = new(StringComparer.Ordinal);

    /// <summary>The version of the copy; null where there is none, or none that can be trusted.</summary>
    internal string? Version { get; private set; }

    internal void Receive(Stanza stanza)
    {
        if (stanza is not (Message or Presence) || stanza.IsError || stanza.Child("x", MucNamespaces.User) is not { } x || x.Child("mav", ListVersions.Namespace) is not { } mav) return;
        if (stanza is Presence && mav["since"] is null)
        {
            if (mav["until"] != Version) Version = null; // Its own presence confirms what it has.
            return;
        }
        if (mav["since"] is null) _items.Clear();
        else if (mav["since"] != Version)
        {
            Version = null;
            return;
        }
        foreach (var item in x.Elements("item")) Take(item);
        Version = mav["until"];
    }

    public override string ToString() => string.Join("; ", _items.Select(i => $"{i.Key} {i.Value}"));

    /// <summary>The lists as one in the room may read them.</summary>
    internal static string Expected(RoomState room, Occupant self) => string.Join("; ", room.Affiliations
        .Select(a => (Account: a.Key.ToString(), Shown: ListVersions.Shown(a.Value.Affiliation, ListVersions.IsAdmin(room, self))))
        .Where(a => a.Shown != Affiliation.None).OrderBy(a => a.Account, StringComparer.Ordinal).Select(a => $"{a.Account} {Words.Of(a.Shown)}"));

    private void Take(Element item)
    {
        var account = Jid.Parse(item["jid"]!).Bare.ToString();
        // A ban that is seen happening is no secret, but it is not kept by those who may not read the list of them.
        if (item["affiliation"] is "none") _items.Remove(account);
        else _items[account] = item["affiliation"]!;
    }
}
