using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Couplet.Server.Features.Rooms.Options;

/// <summary>The list of all options of a room.</summary>
internal static class RoomOptions
{
    /// <summary>The options of the configuration form, in its order.</summary>
    internal static ImmutableArray<IRoomOption> All { get; } =
    [
        new RoomName(), new RoomDescription(), new RoomLanguage(), new PublicLogging(), new SubjectChangeable(), new AllowInvites(),
        new AllowPrivateMessages(), new MaxUsers(), new PresenceBroadcast(), new GetMemberList(), new PublicRoom(), new PersistentRoom(),
        new ModeratedRoom(), new MembersOnly(), new RoomPassword(), new WhoIsOption(), new MaxHistoryFetch(), new PubSubNode(),
        new Contacts(), new RegistrationOption(), new ForceReservedNick(), new SlowMode(), new ForwardMentions(),
    ];

    /// <summary>Who may mention whom, which has a form of its own (XEP-0513).</summary>
    internal static ImmutableArray<IRoomOption> Mentions { get; } =
    [
        new MentionCount(), new MentionOption(MentionOption.Individual, "Who can mention individual users?"), new MentionOption(MentionOption.Channel, "Who can mention rooms?"),
        new MentionOption(MentionOption.Associations, "Who can mention roles/affiliations?"), new MentionOption(MentionOption.Hats, "Who can mention hats?"),
    ];

    private static readonly ImmutableArray<IRoomOption> s_stored = [.. All, .. Mentions];
    private static readonly FrozenDictionary<string, IRoomOption> s_byVar = s_stored.ToFrozenDictionary(o => o.Var);

    /// <summary>The option of this name, or null.</summary>
    internal static IRoomOption? ByVar(string var) => s_byVar.GetValueOrDefault(var);

    /// <summary>The options in which two configurations differ, with the later values.</summary>
    internal static ImmutableArray<OptionValue> Changes(RoomConfig before, RoomConfig after)
        => [.. s_stored.Where(o => !o.Read(before).SequenceEqual(o.Read(after))).Select(o => new OptionValue(o.Var, o.Read(after)))];

    /// <summary>Those of <see cref="Mentions"/> in which two configurations differ.</summary>
    internal static ImmutableArray<IRoomOption> ChangedMentions(RoomConfig before, RoomConfig after)
        => [.. Mentions.Where(o => !o.Read(before).SequenceEqual(o.Read(after)))];

    /// <summary>A configuration with the values put in. What is stored and no longer known or valid is left out.</summary>
    internal static RoomConfig Apply(RoomConfig config, ImmutableArray<OptionValue> values)
    {
        foreach (var value in values)
        {
            var next = config;
            if (ByVar(value.Var)?.Write(value.Values, ref next) is null) config = next;
        }
        return config;
    }

    /// <summary>The status codes that announce a change (§10.2.1): each once, 104 first.</summary>
    internal static IEnumerable<int> StatusCodes(RoomConfig before, RoomConfig after)
        => Changes(before, after).Select(c => ByVar(c.Var)!).Except(Mentions).Select(o => o.StatusCode(before, after)).Distinct().Order();
}
