using Couplet.Protocol.Xml;

namespace Couplet.Player.Matching;

/// <summary>The first difference between what a script expects and what came.</summary>
/// <param name="Path">Where: <c>/presence/x/item/@role</c>.</param>
/// <param name="Reason">What differs, in one sentence.</param>
/// <param name="Expected">The expected element in which the difference lies.</param>
/// <param name="Received">Its counterpart in what came, or null where there is none.</param>
public sealed record Mismatch(string Path, string Reason, Element Expected, Element? Received);
