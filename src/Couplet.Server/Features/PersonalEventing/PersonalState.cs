using System.Collections.Frozen;
using Couplet.Protocol.Addressing;
using Couplet.Server.Features.Caps;
using Couplet.Server.Features.PubSub;

namespace Couplet.Server.Features.PersonalEventing;

/// <summary>What an account has in memory for its nodes.</summary>
internal sealed class PersonalState
{
    /// <summary>The nodes; null until they are read.</summary>
    internal PubSubState? State { get; set; }

    /// <summary>The available resources that the account sees: its own and its contacts'.</summary>
    internal Dictionary<Jid, SeenResource> Resources { get; } = [];

    /// <summary>The questions to clients that wait for an answer, in the order of asking.</summary>
    internal List<SeenResource> Questions { get; } = [];
}

/// <summary>A resource as its presence shows it.</summary>
internal sealed class SeenResource(Jid jid, ClientCaps caps)
{
    internal Jid Jid { get; } = jid;

    internal ClientCaps Caps { get; } = caps;

    /// <summary>Whether it saw the account's presence when it was looked at last.</summary>
    internal bool IsAdmitted { get; set; }

    /// <summary>The nodes it wants to hear of; null while that is not known.</summary>
    internal FrozenSet<string>? Nodes { get; set; }
}
