namespace Couplet.Server.Hosting;

/// <summary>Publish-subscribe (XEP-0060), at the service of the domain and at the accounts (XEP-0163).</summary>
public sealed class PubSubOptions
{
    /// <summary>Whether the service tells what this server is (XEP-0485).</summary>
    public bool ServerInfo { get; set; } = true;

    /// <summary>The domain of the service; null is <c>pubsub.</c> before the server's domain.</summary>
    public string? Host { get; set; }

    /// <summary>Most items that one node keeps.</summary>
    public int ItemsPerNode { get; set; } = 1_000;

    /// <summary>Largest payload of an item, in bytes.</summary>
    public int PayloadBytes { get; set; } = 196_608;

    /// <summary>Most nodes that one account may make, at the service and at its own address each.</summary>
    public int NodesPerAccount { get; set; } = 250;
}
