namespace Couplet.Server.Features.Rooms;

/// <summary>Who may mention something (XEP-0513 §3.6).</summary>
internal enum MentionSenders
{
    /// <summary>Those who have voice.</summary>
    Participants,
    /// <summary>Moderators.</summary>
    Moderators,
    /// <summary>Nobody.</summary>
    Nobody,
}
