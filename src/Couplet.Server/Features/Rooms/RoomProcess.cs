using System.Collections.Immutable;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Features.Rooms.View;

namespace Couplet.Server.Features.Rooms;

/// <summary>A room without its shell: decide, apply, render. Pure.</summary>
internal static class RoomProcess
{
    /// <summary>What the room makes of a request. <paramref name="state"/> (null: no such room) becomes the room after it.</summary>
    internal static RoomOutcome Handle(ref RoomState? state, RoomRequest request, RoomContext context)
    {
        var decision = Decide(state, request, context);
        state = decision.After;
        return Render(decision);
    }

    /// <summary>The events and answers that a request leads to.</summary>
    internal static RoomDecision Decide(RoomState? state, RoomRequest request, RoomContext context)
    {
        var turn = new RoomTurn(state, context);
        Dispatch.Decide(turn, request);
        return turn.ToDecision();
    }

    /// <summary>What is delivered because of a decision.</summary>
    internal static RoomOutcome Render(RoomDecision decision)
    {
        var deliveries = ImmutableArray.CreateBuilder<RoomDelivery>();
        var state = decision.Before;
        foreach (var step in decision.Steps)
        {
            if (step.Event is not { } e)
            {
                deliveries.Add(step.Reply);
                continue;
            }
            var after = RoomFold.Apply(state, e);
            RoomView.Render(e, state, after, deliveries);
            state = after;
        }
        return new RoomOutcome(decision.Events, deliveries.DrainToImmutable());
    }
}
