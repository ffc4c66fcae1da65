using System.Collections.Frozen;
using System.Security.Cryptography;
using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;

namespace Couplet.Server.Features.PubSub;

/// <summary>Fetches what the service's engine must know of rosters and presence.</summary>
internal static class Surroundings
{
    internal static async ValueTask<PubSubContext> OfServiceAsync(CoupletServer server, Jid service, PubSubState state, string? name, Jid from, PubSubLimits limits)
    {
        var relations = new Dictionary<(Jid, Jid), SubscriptionInfo>();
        // Without a name, the request is about all nodes (service discovery); then the asker alone matters.
        var nodes = name is null ? state.Nodes.Values : state.Find(name) is { } node ? [node] : Enumerable.Empty<PubSubNode>();
        foreach (var concerned in nodes.Where(n => n.Configuration.AccessModel is AccessModel.Presence or AccessModel.Roster))
        {
            var contacts = name is null ? [from.Bare] : concerned.Subscriptions.Values.Select(s => s.Jid.Bare).Append(from.Bare).Distinct().ToList();
            foreach (var owner in concerned.Owners.Where(o => o.Domain == server.Domain.Domain && o.Local is not null))
            {
                var unknown = contacts.Where(c => !relations.ContainsKey((owner, c))).ToList();
                if (unknown.Count == 0) continue;
                await server.Accounts.RunAsync(owner.Local!, async account =>
                {
                    foreach (var contact in unknown)
                        relations[(owner, contact)] = await server.Features.Roster.FindAsync(account, contact).ConfigureAwait(false);
                }).ConfigureAwait(false);
            }
        }
        return new PubSubContext(service, server.Time.GetUtcNow(), limits)
        {
            Relations = relations.ToFrozenDictionary(),
            MayCreate = jid => (jid.Domain == server.Domain.Domain && !server.Roles.IsGuest(jid)) || server.IsAdmin(jid),
            IsUnavailable = jid => IsUnavailable(server, jid),
            NewId = NewId,
        };
    }

    /// <summary>Whether an address is a local account's that has no available resource; of other domains nothing is known.</summary>
    internal static bool IsUnavailable(CoupletServer server, Jid jid)
    {
        if (jid.Domain != server.Domain.Domain || jid.Local is null) return false;
        if (server.Accounts.Find(jid.Local) is not { } account) return true;
        return jid.IsFull ? account.FindSession(jid.Resource) is not { IsAvailable: true } : !account.Sessions.Any(s => s.IsAvailable);
    }

    internal static string NewId() => RandomNumberGenerator.GetHexString(24, lowercase: true);
}
