using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Archive;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>XEP-0045: the room service, and what belongs to it.</summary>
internal sealed class RoomsFeature : IFeature, IAccountExtension
{
    private RoomHost? _host;
    private RetentionSweep? _retention;

    public string Specification =>
        "XEP-0045 XEP-0249 XEP-0317 XEP-0410 XEP-0421 XEP-0424 XEP-0425 XEP-0433 XEP-0452 XEP-0463 XEP-0486 XEP-0488 XEP-0492 XEP-0500 XEP-0502 XEP-0513";

    public void Register(FeatureRegistry registry)
    {
        var server = registry.Server;
        _host = new RoomHost(server, Jid.Parse(server.Options.Rooms.Host ?? "conference." + server.Domain.Domain));
        if (!server.Router.TryAdd(_host)) throw new InvalidOperationException($"The rooms' domain {_host.Domain} is in use already; set Rooms:Host.");
        registry.PersonalNodes.Observe(_host.Followers);
        registry.Extend(this);
        _retention = new RetentionSweep(server, RoomLog.Prefix, () => RetentionSweep.Of(
            server.Time.GetUtcNow(), server.Options.Rooms.RetentionDays, server.Options.Rooms.KeepMessages, server.Options.Rooms.KeepBytes,
            RoomEventNames.MessageSent));
    }

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        await _host!.StartAsync(cancellation).ConfigureAwait(false);
        _retention!.Start();
    }

    public async ValueTask StopAsync()
    {
        await _retention!.StopAsync().ConfigureAwait(false);
        await _host!.StopAsync().ConfigureAwait(false);
    }

    public ValueTask DeletedAsync(Account account)
    {
        _host!.Followers.Remove(account.Jid);
        return new(_host.AccountDeletedAsync(account.Jid, account.IsPassing));
    }
}
