namespace Couplet.Server.Features.Rooms;

/// <summary>One line of a room's lists: what an account (or a banned domain) is to the room.</summary>
/// <param name="Affiliation">Never <see cref="Rooms.Affiliation.None"/>: that is the absence of an entry.</param>
/// <param name="Nick">The nickname reserved for the account, or null.</param>
/// <param name="Reason">Why, as the admin put it, or null.</param>
internal sealed record AffiliationEntry(Affiliation Affiliation, string? Nick, string? Reason);
