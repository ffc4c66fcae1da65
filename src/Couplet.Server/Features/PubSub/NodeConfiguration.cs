using System.Collections.Immutable;

namespace Couplet.Server.Features.PubSub;

/// <summary>The options of a node (XEP-0060 §16.4.4). Null for a number means <c>max</c>: no limit but the service's own.</summary>
internal sealed record NodeConfiguration
{
    internal AccessModel AccessModel { get; init; }
    internal ImmutableArray<string> RosterGroups { get; init; } = [];
    internal PublishModel PublishModel { get; init; }
    internal bool PersistItems { get; init; } = true;
    internal int? MaxItems { get; init; } = 20;
    internal bool PurgeOffline { get; init; }
    internal int? ItemExpire { get; init; }
    internal NodeFull NodeFull { get; init; }
    internal int? MaxPayload { get; init; }
    internal SendLast SendLast { get; init; }
    internal bool DeliverNotifications { get; init; } = true;
    internal bool DeliverPayloads { get; init; } = true;
    internal bool NotifyRetract { get; init; }
    internal bool NotifyDelete { get; init; } = true;
    internal bool NotifyConfig { get; init; }
    internal bool NotifySub { get; init; }
    internal bool PresenceBased { get; init; }
    internal bool Headline { get; init; } = true;
    internal bool Subscribe { get; init; } = true;
    internal ItemReply ItemReply { get; init; }
    internal string? Title { get; init; }
    internal string? Description { get; init; }
    internal string? PayloadType { get; init; }
    internal string? Language { get; init; }

    /// <summary>What a new node of a service gets.</summary>
    internal static NodeConfiguration ServiceDefault { get; } = new();

    /// <summary>What a new node of an account gets (XEP-0163 §7).</summary>
    internal static NodeConfiguration PersonalDefault { get; } = new()
    {
        AccessModel = AccessModel.Presence,
        MaxItems = 1,
        SendLast = SendLast.OnSubAndPresence,
    };
}
