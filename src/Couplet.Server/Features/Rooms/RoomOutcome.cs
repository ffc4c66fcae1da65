using System.Collections.Immutable;

namespace Couplet.Server.Features.Rooms;

/// <summary>What a request came to.</summary>
/// <param name="Events">To be committed before anything is delivered.</param>
/// <param name="Deliveries">In the order of the wire.</param>
internal sealed record RoomOutcome(ImmutableArray<RoomEvent> Events, ImmutableArray<RoomDelivery> Deliveries);
