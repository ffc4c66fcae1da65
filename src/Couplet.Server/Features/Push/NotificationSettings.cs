using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Push;

/// <summary>
/// XEP-0492: of what in a chat the user wants to be notified, as its bookmark says (XEP-0402). Push services are for phones, so of several
/// settings that for phones counts.
/// </summary>
internal static class NotificationSettings
{
    internal const string Namespace = "urn:xmpp:notification-settings:1";

    /// <summary>What a bookmark says; null if nothing.</summary>
    internal static NotificationLevel? Of(Element? bookmark)
    {
        if (bookmark?.Child("extensions")?.Child("notify", Namespace) is not { } notify) return null;
        NotificationLevel? chosen = null;
        var best = -1;
        foreach (var setting in notify.Elements())
        {
            if (LevelOf(setting) is not { } level || Fit(setting) is var fit && fit <= best) continue;
            (chosen, best) = (level, fit);
        }
        return chosen;
    }

    private static NotificationLevel? LevelOf(Element setting) => (setting.Name, setting.Namespace) switch
    {
        ("always", Namespace) => NotificationLevel.Always,
        ("on-mention", Namespace) => NotificationLevel.OnMention,
        ("never", Namespace) => NotificationLevel.Never,
        _ => null,
    };

    /// <summary>§3: the most specific one for an identity counts; -1 is for others.</summary>
    private static int Fit(Element setting) => (setting["identity-category"], setting["identity-type"]) switch
    {
        (null, _) => 0,
        ("client", null) => 1,
        ("client", "phone") => 2,
        _ => -1,
    };
}

/// <summary>Of what in a chat a user wants to be notified.</summary>
internal enum NotificationLevel
{
    /// <summary>Of every message.</summary>
    Always,
    /// <summary>Of messages that mention the user.</summary>
    OnMention,
    /// <summary>Of nothing.</summary>
    Never,
}
