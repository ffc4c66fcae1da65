using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Couplet.Server.Features.PubSub;

/// <summary>The words on the wire for the enumerations of XEP-0060. They are stored too, so they may not change.</summary>
internal static class PubSubWords
{
    private static readonly FrozenDictionary<Type, ImmutableArray<string>> s_words = new Dictionary<Type, ImmutableArray<string>>
    {
        [typeof(AccessModel)] = ["open", "presence", "roster", "authorize", "whitelist"],
        [typeof(PublishModel)] = ["publishers", "subscribers", "open"],
        [typeof(SendLast)] = ["never", "on_sub", "on_sub_and_presence"],
        [typeof(NodeFull)] = ["retract-oldest", "discard-oldest", "reject"],
        [typeof(ItemReply)] = ["none", "publisher", "owner"],
        [typeof(Affiliation)] = ["none", "owner", "publisher", "publish-only", "member", "outcast"],
        [typeof(SubscriptionState)] = ["none", "pending", "subscribed"],
    }.ToFrozenDictionary();

    /// <summary>All words of an enumeration, in its order.</summary>
    internal static ImmutableArray<string> All<T>() where T : struct, Enum => s_words[typeof(T)];

    internal static string Of<T>(T value) where T : struct, Enum => s_words[typeof(T)][Convert.ToInt32(value, null)];

    internal static bool TryParse<T>(string? word, out T value) where T : struct, Enum
    {
        value = default;
        var at = word is null ? -1 : s_words[typeof(T)].IndexOf(word);
        if (at < 0) return false;
        value = (T)Enum.ToObject(typeof(T), at);
        return true;
    }
}
