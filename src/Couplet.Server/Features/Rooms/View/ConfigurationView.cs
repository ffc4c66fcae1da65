using System.Collections.Immutable;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Rooms.Options;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>A new configuration (XEP-0045 §10.2.1).</summary>
internal static class ConfigurationView
{
    internal static void Changed(RoomState before, RoomState after, ImmutableArray<RoomDelivery>.Builder output)
    {
        // One message per code: §10.2.1 wants nothing but a status in it.
        foreach (var code in Codes(before, after))
            output.To(after.Occupants.Audience.All, MessageView.Notice(after, MessageType.Groupchat, Showing.Status(code)));
        if (RoomOptions.ChangedMentions(before.Config, after.Config) is { IsEmpty: false } mentions)
            output.To(after.Occupants.Audience.All, MentionForms.Announcement(after, mentions));
        foreach (var occupant in after.Occupants.All)
        {
            var shown = after.Shows(occupant.Role);
            if (shown == before.Shows(occupant.Role)) continue;
            output.Others(after, occupant.SessionJids, shown ? Showing.Available(after, occupant) : Showing.Gone(after, occupant));
        }
        // When they are no longer shown (103) there is nothing more to say: nobody is less available than before.
        if (!before.Shows(Role.None) && after.Shows(Role.None))
            foreach (var showing in AwayView.All(after)) output.Others(after, [], showing);
    }

    private static IEnumerable<int> Codes(RoomState before, RoomState after)
    {
        foreach (var code in RoomOptions.StatusCodes(before.Config, after.Config)) yield return code;
        if (before.Shows(Role.None) != after.Shows(Role.None)) yield return after.Shows(Role.None) ? 102 : 103;
    }
}
