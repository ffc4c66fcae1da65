using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Bookmarks;
using Couplet.Server.Features.PersonalEventing;
using Couplet.Server.Features.PubSub;
using Couplet.Server.Features.Push;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Features.Rooms.View;
using Couplet.Server.Routing;
using Couplet.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>
/// Who wants to be notified of a room's messages without being in it. An account asks for it with a setting (XEP-0492) in its bookmark of the
/// room (XEP-0402), and gets it while it is a member. What the bookmarks say is kept beside them, so that it is known without reading them all.
/// </summary>
internal sealed class RoomFollowers(CoupletServer server, string domain, ILogger logger) : INodeObserver
{
    private const string Kind = "room-notifications";
    private const string Key = "rooms";

    private readonly ConcurrentDictionary<Jid, ImmutableDictionary<Jid, NotificationLevel>> _byAccount = [];
    private readonly ConcurrentDictionary<Jid, ImmutableDictionary<Jid, NotificationLevel>> _byRoom = [];

    internal async ValueTask LoadAsync(CancellationToken cancellation)
    {
        var owners = new List<string>();
        await foreach (var owner in server.Storage.Documents.ListOwnersAsync(Kind, cancellation).ConfigureAwait(false)) owners.Add(owner);
        foreach (var owner in owners)
            if (await server.Storage.Documents.GetAsync(owner, Kind, Key, cancellation).ConfigureAwait(false) is { } stored
                && JsonSerializer.Deserialize(stored.Span, RoomFollowersJson.Default.DictionaryStringNotificationLevel) is { } rooms)
                Set(Jid.Parse(owner), rooms.ToImmutableDictionary(r => Jid.Parse(r.Key), r => r.Value));
    }

    /// <inheritdoc/>
    public ValueTask<IEnumerable<DocumentWrite>> WritesAsync(Account account, NodeChange change, PubSubState after)
    {
        if (change.Node != BookmarkList.Namespace) return new([]);
        var rooms = Read(change.After);
        if (rooms.Count == 0 && !_byAccount.ContainsKey(account.Jid)) return new([]);
        ReadOnlyMemory<byte>? value = rooms.Count == 0
            ? default(ReadOnlyMemory<byte>?)
            : JsonSerializer.SerializeToUtf8Bytes(rooms.ToDictionary(r => r.Key.ToString(), r => r.Value), RoomFollowersJson.Default.DictionaryStringNotificationLevel);
        return new([new DocumentWrite(account.Jid.ToString(), Kind, Key, value)]);
    }

    /// <inheritdoc/>
    public ValueTask ChangedAsync(Account account, NodeChange change)
    {
        if (change.Node == BookmarkList.Namespace) Set(account.Jid, Read(change.After));
        return default;
    }

    /// <summary>The account is no more; its documents go with it.</summary>
    internal void Remove(Jid account) => Set(account, ImmutableDictionary<Jid, NotificationLevel>.Empty);

    /// <summary>Something has been said: tells the members who are away and want to know.</summary>
    internal void Tell(RoomState room, RoomContext context, MessageSent said)
    {
        if (!_byRoom.TryGetValue(room.Room, out var followers)) return;
        if (MessageView.Sent(said, room).Template is not Message message || !PushFeature.IsWorthwhile(message)) return;
        var present = room.Occupants.All.Select(o => o.Account).ToHashSet();
        foreach (var (account, level) in followers)
        {
            if (present.Contains(account) || room.AffiliationOf(account) < Affiliation.Member) continue;
            var isMentioned = Mentions.Concerns(room, context, message, account);
            // Who gets the message itself is notified of that.
            if (!Wants(level, isMentioned) || (isMentioned && Mentions.IsForwarded(room, context, said, account))) continue;
            Notify(server.Accounts.Get(account.Local!), message.WithHeader(message.Header with { To = account }));
        }
    }

    /// <summary>A session in the room has been given a message that nobody sees, because its connection is lost.</summary>
    internal void Missed(RoomState? room, RoomContext context, Account account, Message message)
    {
        if (room is null || !PushFeature.IsWorthwhile(message) || message.Child("delay", Archive.ArchiveAnswer.DelayNamespace) is not null) return;
        // What it says itself, on another device, is no news.
        if (message.From.Resource is { } nick && room.Occupants.ByNick(nick)?.Account == account.Jid) return;
        var usual = UsualLevel(room);
        var level = _byAccount.TryGetValue(account.Jid, out var rooms) ? rooms.GetValueOrDefault(room.Room, usual) : usual;
        if (Wants(level, message.Type != MessageType.Groupchat || Mentions.Concerns(room, context, message, account.Jid))) Notify(account, message);
    }

    /// <summary>XEP-0492 §3: what counts where nothing is set: in a public room mentions only.</summary>
    private static NotificationLevel UsualLevel(RoomState room)
        => room.Config is { Public: true, MembersOnly: false, Password: null } ? NotificationLevel.OnMention : NotificationLevel.Always;

    private static bool Wants(NotificationLevel level, bool isMentioned) => level == NotificationLevel.Always || (level == NotificationLevel.OnMention && isMentioned);

    private void Notify(Account account, Message message) => account.Post(new Work(null, Signal: new AccountTask(async a =>
    {
        try
        {
            await PushFeature.NotifyAsync(a, message).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            RoomLogMessages.NotNotified(logger, e);
        }
    })));

    private ImmutableDictionary<Jid, NotificationLevel> Read(PubSubNode? node)
    {
        var rooms = ImmutableDictionary.CreateBuilder<Jid, NotificationLevel>();
        foreach (var item in node?.Items ?? [])
            if (NotificationSettings.Of(item.Payload) is { } level && Jid.TryParse(item.Id, out var room) && room.Domain == domain) rooms[room.Bare] = level;
        return rooms.ToImmutable();
    }

    private void Set(Jid account, ImmutableDictionary<Jid, NotificationLevel> rooms)
    {
        var before = _byAccount.GetValueOrDefault(account, ImmutableDictionary<Jid, NotificationLevel>.Empty);
        if (rooms.Count == 0) _byAccount.TryRemove(account, out _);
        else _byAccount[account] = rooms;
        foreach (var room in before.Keys.Where(r => !rooms.ContainsKey(r)))
        {
            var left = _byRoom.AddOrUpdate(room, static (_, _) => ImmutableDictionary<Jid, NotificationLevel>.Empty, static (_, all, gone) => all.Remove(gone), account);
            if (left.Count == 0) _byRoom.TryRemove(KeyValuePair.Create(room, left));
        }
        foreach (var (room, level) in rooms)
            _byRoom.AddOrUpdate(room, static (_, p) => ImmutableDictionary<Jid, NotificationLevel>.Empty.Add(p.account, p.level), static (_, all, p) => all.SetItem(p.account, p.level), (account, level));
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, NotificationLevel>))]
internal sealed partial class RoomFollowersJson : JsonSerializerContext;
