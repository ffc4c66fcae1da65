using System.Collections.Immutable;
using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.Decisions;
using Couplet.Server.Features.Rooms.Options;

namespace Couplet.Server.Features.Rooms.View;

/// <summary>Who may mention whom (XEP-0513 §3.6).</summary>
internal static class MentionForms
{
    /// <summary>What counts now, as owners may change it.</summary>
    internal static Element Permissions(RoomConfig config)
    {
        var form = DataForm.Build(DataFormType.Form, Mentions.Explicit)
            .Title("Permissions for Explicit Mentions")
            .Instructions("Complete this form to inform entities about who can mention whom. The count is the maximum number of mentions allowed per message. "
                + "For each mention type supported, the users allowed to use the type may be set to all participants, moderators only, or nobody.");
        foreach (var option in RoomOptions.Mentions) form.Add(option.Field(config) with { Required = true });
        return form.ToElement();
    }

    /// <summary>What has changed, for everybody in the room.</summary>
    internal static Message Announcement(RoomState state, ImmutableArray<IRoomOption> changed)
    {
        var form = DataForm.Build(DataFormType.Result, Mentions.Explicit).Title("Updated configuration for Explicit Mention Permissions");
        foreach (var option in changed) form.Add(new FormField(option.Var, option.Field(state.Config).Type) { Values = option.Read(state.Config) });
        return new Message(new StanzaHeader(state.Room, default), MessageType.Groupchat, form.ToElement());
    }
}
