using Couplet.Server.Features.Rooms.Decisions;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>Who may mention one kind of thing (XEP-0513 §3.6).</summary>
/// <param name="kind">What: also the name of the feature that is advertised for a group.</param>
/// <param name="label">The question in the form.</param>
internal sealed class MentionOption(string kind, string label) : ChoiceOption<MentionSenders>("mentions#" + kind, label,
    ("participants", "Participants", MentionSenders.Participants), ("moderators", "Moderators Only", MentionSenders.Moderators), ("none", "Nobody", MentionSenders.Nobody))
{
    internal const string Individual = "individual";
    internal const string Channel = "channel";
    internal const string Associations = "associations";
    internal const string Hats = "hats";

    /// <summary>What may be mentioned.</summary>
    internal string Kind { get; } = kind;

    /// <inheritdoc/>
    public override IEnumerable<string> Features(RoomConfig config) => [Kind == Individual ? Mentions.Explicit : $"{Mentions.Explicit}#{Kind}"];

    /// <inheritdoc/>
    protected override MentionSenders Get(RoomConfig config) => config.MentionRights.GetValueOrDefault(Kind);

    /// <inheritdoc/>
    protected override RoomConfig Set(RoomConfig config, MentionSenders value) => config with { MentionRights = config.MentionRights.SetItem(Kind, value) };
}
