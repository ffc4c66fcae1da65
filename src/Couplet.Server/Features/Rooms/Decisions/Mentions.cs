using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Archive;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>
/// Registered members who are away get the messages that mention them (XEP-0452), be it by a reference (XEP-0372) or explicitly
/// (XEP-0513). Who registers a nickname opts in; who gives it up opts out.
/// </summary>
internal static class Mentions
{
    /// <summary>XEP-0452.</summary>
    internal const string Notification = "urn:xmpp:mmn:0";

    /// <summary>XEP-0372.</summary>
    internal const string Reference = "urn:xmpp:reference:0";

    /// <summary>XEP-0513.</summary>
    internal const string Explicit = "urn:xmpp:mentions:0";

    /// <summary>XEP-0461.</summary>
    private const string Reply = "urn:xmpp:reply:0";

    private const int MostMentions = 20;

    /// <summary>Forwards what has just been said to those whom it concerns.</summary>
    internal static void Notify(RoomTurn turn, MessageSent said)
    {
        var room = turn.Room;
        if (!room.Config.ForwardMentions || Named(room, said.Payload.Nodes) is not { } named) return;
        ImmutableArray<Jid> away = [.. room.Affiliations.Where(a => IsRegistered(a.Value) && named.Has(a.Key, turn.Context)).Select(a => a.Key)
            .Where(account => account != said.Session.Bare && !room.Occupants.OfAccount(account).Any())];
        if (!away.IsEmpty) turn.Deliver(new RoomDelivery(Forward(room, said, turn.Context.Now), away));
    }

    /// <summary>Whether an account that is away gets a message because of what it says.</summary>
    internal static bool IsForwarded(RoomState room, RoomContext context, MessageSent said, Jid account) => room.Config.ForwardMentions
        && room.Affiliations.TryGetValue(account, out var entry) && IsRegistered(entry) && Named(room, said.Payload.Nodes) is { } named && named.Has(account, context);

    private static bool IsRegistered(AffiliationEntry entry) => entry is { Affiliation: >= Affiliation.Member, Nick: not null };

    /// <summary>Whether a message mentions an account: by a reference, explicitly, as a reply to it, or by its nickname as a word of the text (XEP-0492 §3).</summary>
    internal static bool Concerns(RoomState room, RoomContext context, Message message, Jid account)
    {
        if (Named(room, message.Content) is { } named && named.Has(account, context)) return true;
        var nicks = room.Occupants.OfAccount(account).Select(o => o.Nick).Append(room.ReservedNickOf(account)).OfType<string>();
        if (message.Child("reply", Reply)?["to"] is { } author && Jid.TryParse(author, out var to) && to.Bare == room.Room && nicks.Contains(to.Resource, StringComparer.Ordinal)) return true;
        return message.Body is { } text && nicks.Any(nick => HasWord(text, nick));
    }

    private static bool HasWord(string text, string word)
    {
        for (var at = 0; (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]))) return true;
        }
        return false;
    }

    /// <summary>Who is mentioned; null where nobody is, or so many that it means nobody.</summary>
    private static Mentioned? Named(RoomState room, ImmutableArray<object> content)
    {
        ImmutableArray<Element> mentions = [.. content.OfType<Element>().Where(IsMention)];
        if (mentions.IsEmpty || mentions.Length > MostMentions) return null;
        return new(mentions.Select(m => Named(room, m)).Where(j => !j.IsEmpty).ToHashSet(),
            mentions.Select(m => m["occupantid"]).OfType<string>().ToHashSet(StringComparer.Ordinal));
    }

    private readonly record struct Mentioned(HashSet<Jid> Accounts, HashSet<string> Ids)
    {
        internal bool Has(Jid account, RoomContext context) => Accounts.Contains(account) || (Ids.Count > 0 && Ids.Contains(context.OccupantId(account)));
    }

    private static bool IsMention(Element e) => e switch
    {
        { Name: "reference", Namespace: Reference } => e["type"] == "mention",
        // Those of groups are not about who is away; nor are those that ask for nobody to be disturbed, or only who is there.
        { Name: "mention", Namespace: Explicit } => e["mentions"] is null && e.Child("noping") is null && e.Child("active") is null,
        _ => false,
    };

    /// <summary>The account that a mention names by its address or by its nickname's address in the room; absent if none.</summary>
    private static Jid Named(RoomState room, Element mention)
    {
        var text = mention["jid"] ?? (mention["uri"] is { } uri && uri.StartsWith("xmpp:", StringComparison.Ordinal) ? Uri.UnescapeDataString(uri[5..].Split('?')[0]) : null);
        if (!Jid.TryParse(text, out var jid)) return default;
        return jid.Bare == room.Room ? jid.Resource is { } nick ? room.ReserverOf(nick) : default : jid.Bare;
    }

    private static Message Forward(RoomState room, MessageSent said, DateTimeOffset now)
        => new(new StanzaHeader(room.Room, default), MessageType.Normal,
            new Element("mentions", Notification, new Element("forwarded", ArchiveProtocol.Forward,
                new Element("delay", ArchiveAnswer.DelayNamespace, new XmlAttr("stamp", Words.Stamp(now))),
                MessageView.Archived(said, room).WithAddresses(room.Room.WithResource(said.Nick), room.Room).ToElement())),
            new Element("store", ForeignNamespaces.Hints));
}
