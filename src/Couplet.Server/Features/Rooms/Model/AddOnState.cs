using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Rooms;

/// <summary>A hat of a room (XEP-0317).</summary>
/// <param name="Uri">What it is: unique in the room.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Hue">Its colour as an angle in degrees, as written; or null.</param>
internal sealed record Hat(string Uri, string Title, string? Hue);

/// <summary>A token that lets in (XEP-0488).</summary>
/// <param name="Creator">Whose it is: a bare JID.</param>
/// <param name="Expires">Until when it counts.</param>
/// <param name="Uses">For how many more, or null for any number.</param>
internal sealed record InviteToken(Jid Creator, DateTimeOffset Expires, int? Uses);

/// <summary>How fast an account speaks.</summary>
/// <param name="Since">Where the present stretch began.</param>
/// <param name="Count">How many messages it has had.</param>
/// <param name="LastText">When the account last said something with a body.</param>
internal sealed record Pace(DateTimeOffset Since, int Count, DateTimeOffset LastText)
{
    /// <summary>How long a stretch is.</summary>
    internal static readonly TimeSpan Stretch = TimeSpan.FromSeconds(10);
}

/// <summary>A change of the lists: from this version on, the account stands as it does now unless a later one says otherwise.</summary>
internal readonly record struct ListChange(long Version, Jid Account);

/// <summary>Messages of each hour (XEP-0502): the present one first, then those before it.</summary>
/// <param name="Hour">Which hour, counted from the year 1970.</param>
/// <param name="Counts">How many messages the hours have had.</param>
internal sealed record Activity(long Hour, ImmutableArray<int> Counts)
{
    private const int Hours = 25;

    internal static Activity None { get; } = new(0, []);

    /// <summary>With one more message.</summary>
    internal Activity Add(DateTimeOffset at)
    {
        var now = At(at);
        return now with { Counts = now.Counts.SetItem(0, now.Counts[0] + 1) };
    }

    /// <summary>Messages per hour over the day before the hour of <paramref name="at"/>.</summary>
    internal double PerHour(DateTimeOffset at) => At(at).Counts.AsSpan()[1..].ToArray().Sum() / (Hours - 1.0);

    private Activity At(DateTimeOffset at)
    {
        var hour = at.ToUnixTimeSeconds() / 3600;
        var passed = Counts.IsEmpty ? Hours : Math.Clamp(hour - Hour, 0, Hours);
        if (passed == 0) return this;
        return new(hour, [.. Enumerable.Repeat(0, (int)passed), .. Counts.Take(Hours - (int)passed)]);
    }
}
