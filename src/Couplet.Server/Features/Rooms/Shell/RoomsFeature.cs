using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;

namespace Couplet.Server.Features.Rooms.Shell;

/// <summary>XEP-0045: the room service, and what belongs to it.</summary>
internal sealed class RoomsFeature : IFeature, IAccountExtension
{
    private RoomHost? _host;

    public string Specification =>
        "XEP-0045 XEP-0249 XEP-0317 XEP-0410 XEP-0421 XEP-0424 XEP-0425 XEP-0433 XEP-0452 XEP-0463 XEP-0486 XEP-0488 XEP-0492 XEP-0500 XEP-0502 XEP-0513";

    public void Register(FeatureRegistry registry)
    {
        var server = registry.Server;
        _host = new RoomHost(server, Jid.Parse(server.Options.Rooms.Host ?? "conference." + server.Domain.Domain));
        if (!server.Router.TryAdd(_host)) throw new InvalidOperationException($"The rooms' domain {_host.Domain} is in use already; set Rooms:Host.");
        registry.PersonalNodes.Observe(_host.Followers);
        registry.Extend(this);
    }

    public ValueTask StartAsync(CancellationToken cancellation) => _host!.StartAsync(cancellation);

    public ValueTask StopAsync() => new(_host!.StopAsync());

    public ValueTask DeletedAsync(Account account)
    {
        _host!.Followers.Remove(account.Jid);
        return new(_host.AccountDeletedAsync(account.Jid, account.IsPassing));
    }
}
