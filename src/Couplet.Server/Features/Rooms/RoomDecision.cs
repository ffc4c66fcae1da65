using System.Collections.Immutable;

namespace Couplet.Server.Features.Rooms;

/// <summary>What a room made of a request, before anybody is told: events, and answers that need no event, in their order.</summary>
/// <param name="Before">The room when it was asked.</param>
/// <param name="After">The room once the events are applied.</param>
/// <param name="Steps">In the order in which they show.</param>
internal sealed record RoomDecision(RoomState? Before, RoomState? After, ImmutableArray<RoomStep> Steps)
{
    /// <summary>The events to commit.</summary>
    internal ImmutableArray<RoomEvent> Events => [.. Steps.Where(s => s.Event is not null).Select(s => s.Event!)];
}

/// <summary>An event, or an answer.</summary>
internal readonly record struct RoomStep(RoomEvent? Event, RoomDelivery Reply);
