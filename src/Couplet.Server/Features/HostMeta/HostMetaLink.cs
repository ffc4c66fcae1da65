namespace Couplet.Server.Features.HostMeta;

/// <summary>A way to reach the server.</summary>
/// <param name="Relation">Its kind (XEP-0156 §3, XEP-0487 §2.1).</param>
/// <param name="Address">Its address; null where a port says it all.</param>
/// <param name="Port">Its port; null where there is an address.</param>
internal sealed record HostMetaLink(string Relation, string? Address, int? Port);
