using System.Collections.Immutable;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Rooms;

/// <summary>The sessions that hear what is said to everybody, ready to be sent to.</summary>
/// <param name="All">Every session.</param>
/// <param name="Moderators">Those of moderators.</param>
/// <param name="Others">Those of everybody else.</param>
internal sealed record Audience(ImmutableArray<Jid> All, ImmutableArray<Jid> Moderators, ImmutableArray<Jid> Others)
{
    /// <summary>No session.</summary>
    internal static Audience Nobody { get; } = new([], [], []);

    /// <summary>A copy with the session in it, once.</summary>
    internal Audience With(Jid session, bool moderator)
    {
        var own = moderator ? Moderators : Others;
        if (own.Contains(session)) return this;
        return moderator
            ? new(All.Add(session), Moderators.Add(session), Others)
            : new(All.Add(session), Moderators, Others.Add(session));
    }

    /// <summary>A copy without the sessions.</summary>
    internal Audience Without(ImmutableArray<Jid> sessions) => new(Minus(All, sessions), Minus(Moderators, sessions), Minus(Others, sessions));

    /// <summary><paramref name="recipients"/> but for <paramref name="sessions"/>; the same array if none of them is in it.</summary>
    internal static ImmutableArray<Jid> Minus(ImmutableArray<Jid> recipients, ImmutableArray<Jid> sessions)
    {
        foreach (var session in sessions)
        {
            var at = recipients.IndexOf(session);
            if (at >= 0) recipients = recipients.RemoveAt(at);
        }
        return recipients;
    }
}
