using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Hosting;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;
using Couplet.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>The room service: the domain of the rooms, and the table of those in memory.</summary>
internal sealed class RoomHost : IStanzaHost, IOccupiedHost
{
    /// <summary>How long a room that is not persistent waits after a start for those who were in it at the stop.</summary>
    private static readonly TimeSpan s_waiting = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, RoomEntity> _rooms = new(StringComparer.Ordinal);
    private readonly ILogger _logger;
    private readonly byte[] _occupantIdSalt;
    private readonly RoomServiceOptions _options;
    private readonly RoomDirectory _directory;
    private readonly RoomService _service;
    private readonly DateTimeOffset _startedAt;

    internal RoomHost(CoupletServer server, Jid jid)
    {
        Followers = new RoomFollowers(server, jid.Domain, server.Loggers.CreateLogger<RoomFollowers>());
        Server = server;
        _startedAt = server.Time.GetUtcNow();
        Jid = jid;
        _logger = server.Loggers.CreateLogger<RoomHost>();
        _occupantIdSalt = server.Secrets.Derive("occupant ids of " + jid);
        _options = ServiceOptions(server);
        _directory = new RoomDirectory(server.Storage.Documents, jid);
        _service = new RoomService(this, _directory);
    }

    internal CoupletServer Server { get; }

    internal Jid Jid { get; }

    /// <summary>Older messages are not kept.</summary>
    internal DateTimeOffset KeptSince
        => Server.Options.Rooms.RetentionDays is > 0 and var days ? Server.Time.GetUtcNow() - TimeSpan.FromDays(days) : DateTimeOffset.MinValue;

    /// <summary>Whether those who were in rooms when the service stopped have had their time to come back.</summary>
    internal bool HasWaited => Server.Time.GetUtcNow() - _startedAt >= s_waiting;

    /// <summary>Who wants to be notified of what is said in rooms.</summary>
    internal RoomFollowers Followers { get; }

    /// <summary>How many rooms are in memory.</summary>
    internal int Count => _rooms.Count;

    /// <summary>How many occupants they have together.</summary>
    internal int Occupants => _rooms.Values.Sum(r => r.Occupants);

    /// <inheritdoc/>
    public string Domain => Jid.Domain;

    /// <inheritdoc/>
    public void Post(Stanza stanza, Handled handled)
    {
        if (stanza.To.Local is null) _service.Post(stanza, handled);
        else Get(stanza.To.Bare).Post(new Work(stanza, handled));
    }

    internal async ValueTask StartAsync(CancellationToken cancellation)
    {
        await _directory.LoadAsync(cancellation).ConfigureAwait(false);
        await Followers.LoadAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Tells all occupants that the service stops (332).</summary>
    internal async Task StopAsync()
    {
        var staying = Server.Journal is not { IsIdle: false } ? [] : Server.Accounts.Active.SelectMany(a => a.Sessions).Where(StreamDirectory.IsKept)
            .Select(s => s.Jid).ToImmutableHashSet();
        try
        {
            await Task.WhenAll(_rooms.Values.Select(room => AskAsync(room.Jid, new Shutdown(staying)))).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            // The next start finds them in the log and ends their visits then.
            RoomLogMessages.NotStored(_logger, e);
        }
    }

    /// <summary>Loads a room, so that its occupants hear what has become of the others.</summary>
    public void Wake(Jid room) => Get(room).Post(default);

    /// <summary>Asks a room for something that is no stanza, and waits until it is done.</summary>
    internal Task AskAsync(Jid room, RoomRequest request)
    {
        var signal = new RoomSignal(request);
        Get(room).Post(new Work(null, Signal: signal));
        return signal.Done.Task;
    }

    /// <summary>An account is gone: every room that knows of it releases what it holds for it.</summary>
    /// <param name="account">The account.</param>
    /// <param name="passing">Whether it was there for one session only: then rooms that sleep are left asleep, for guests come and go.</param>
    internal Task AccountDeletedAsync(Jid account, bool passing = false)
        => passing ? Task.WhenAll(_rooms.Values.Select(room => AskAsync(room.Jid, new AccountDeleted(account)))) : Task.WhenAll(_directory.All.Select(r => r.Jid).Union(_rooms.Values.Select(r => r.Jid)).Select(room => AskAsync(room, new AccountDeleted(account))));

    internal void Repost(Jid room, in Work work) => Get(room).Post(work);

    internal void Drop(RoomEntity room) => _rooms.TryRemove(KeyValuePair.Create(room.Jid.Local!, room));

    internal ValueTask ListAsync(Jid room, RoomState? before, RoomState? after) => _directory.UpdateAsync(room, before, after);

    internal RoomContext ContextOf(Jid room)
    {
        var now = Server.Time.GetUtcNow();
        return new RoomContext
        {
            Room = room,
            Now = now,
            Options = _options,
            NewId = static () => RandomNumberGenerator.GetHexString(20, lowercase: true),
            OccupantIdSalt = _occupantIdSalt,
            CreationRefusal = account => CreationRefusal(room, account),
            // The time makes ids unique even where messages are not stored and numbers start again after a restart.
            ArchiveId = sequence => string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds():x}-{sequence:x}"),
        };
    }

    private StanzaError? CreationRefusal(Jid room, Jid account)
    {
        var rooms = Server.Options.Rooms;
        if (rooms.ReservedNames.Contains(room.Local!, StringComparer.OrdinalIgnoreCase)) return StanzaError.NotAllowed("This name is reserved.");
        var creator = account.Bare.ToString();
        return _directory.All.Count(r => r.Creator == creator) >= rooms.PerAccount ? StanzaError.ResourceConstraint("You have as many rooms as one may have.") : null;
    }

    private RoomEntity Get(Jid room) => _rooms.GetOrAdd(room.Local!, static (_, p) => new RoomEntity(p.room, p.self, p.self._logger), (room, self: this));

    private static RoomServiceOptions ServiceOptions(CoupletServer server)
    {
        var rooms = server.Options.Rooms;
        return new RoomServiceOptions
        {
            Behavior = rooms.Behavior,
            IsAdmin = server.IsAdmin,
            MayCreate = jid => (server.Options.Guests.CreateRooms || !server.Roles.IsGuest(jid)) && rooms.Create switch
            {
                RoomCreators.Admins => server.IsAdmin(jid),
                RoomCreators.Accounts => server.FindAccounts(jid.Domain) is not null,
                _ => true,
            },
            LockNewRooms = rooms.Lock,
            Archive = rooms.Archive,
            StrictNicknames = rooms.StrictNicknames,
            DefaultConfig = RoomConfig.Default with { Public = !rooms.Hidden, ForceReservedNick = rooms.ForceNick, MaxHistory = Math.Min(RoomConfig.Default.MaxHistory, rooms.History) },
            MaxOccupants = rooms.Occupants,
            MaxHistory = rooms.History,
            MaxSubjectLength = rooms.SubjectLength,
            MessagesPerSecond = server.Options.Limits.Enabled ? rooms.MessagesPerSecond : 0,
        };
    }
}
