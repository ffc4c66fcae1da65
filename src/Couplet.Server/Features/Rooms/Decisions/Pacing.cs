using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Hints;

namespace Couplet.Server.Features.Rooms.Decisions;

/// <summary>How fast one may speak: the room's slow mode (XEP-0500), and the service's limit for everybody.</summary>
internal static class Pacing
{
    internal static StanzaError? Refusal(RoomTurn turn, Message message)
    {
        if (turn.Room.Paces.GetValueOrDefault(message.From.Bare) is not { } pace || turn.Context.IsServiceAdmin(message.From)) return null;
        var now = turn.Context.Now;
        var limit = turn.Context.Options.MessagesPerSecond;
        if (limit > 0 && now - pace.Since < Pace.Stretch && pace.Count >= limit * Pace.Stretch.TotalSeconds)
            return StanzaError.ResourceConstraint($"You speak too fast: {limit} messages in a second are the limit. Please wait a few seconds.");
        var slow = turn.Room.Config.SlowMode;
        // A message that only takes another back is no contribution that could flood the room.
        if (slow == 0 || !message.HasBody() || Retracting.TargetOf(message) is not null || turn.AffiliationOf(message.From) >= Affiliation.Admin) return null;
        var left = pace.LastText.AddSeconds(slow) - now;
        return left <= TimeSpan.Zero ? null : StanzaError.PolicyViolation(
            $"This room is in slow mode: wait {slow} seconds between messages. You may speak again in {Words.Number((long)Math.Ceiling(left.TotalSeconds))} seconds.") with
        {
            Type = StanzaErrorType.Wait,
        };
    }
}
