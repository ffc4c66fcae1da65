namespace Couplet.Server.Hosting;

/// <summary>The room service (XEP-0045).</summary>
public sealed class RoomOptions
{
    /// <summary>The domain of the rooms; null is <c>conference.</c> before the server's domain.</summary>
    public string? Host { get; set; }

    /// <summary>The edition of the room service's behaviour.</summary>
    public RoomBehavior Behavior { get; set; } = RoomBehavior.Current;

    /// <summary>Whether rooms' messages are stored.</summary>
    public bool Archive { get; set; } = true;

    /// <summary>Days that rooms' messages are kept; 0 for ever.</summary>
    public int RetentionDays { get; set; }

    /// <summary>Most messages that the archive of one room keeps; 0 for any number.</summary>
    public long KeepMessages { get; set; }

    /// <summary>Most bytes that the archive of one room keeps; 0 for any number.</summary>
    public long KeepBytes { get; set; }

    /// <summary>Who may create rooms.</summary>
    public RoomCreators Create { get; set; } = RoomCreators.Accounts;

    /// <summary>Most occupants of one room.</summary>
    public int Occupants { get; set; } = 10_000;

    /// <summary>Most rooms that one account may own.</summary>
    public int PerAccount { get; set; } = 1_000;

    /// <summary>Largest subject, in characters.</summary>
    public int SubjectLength { get; set; } = 2_000;

    /// <summary>Messages per second of one occupant, over time; 0 for no limit.</summary>
    public int MessagesPerSecond { get; set; } = 20;

    /// <summary>Most messages of history sent on joining.</summary>
    public int History { get; set; } = 50;

    /// <summary>Whether new rooms are locked until their owner has configured them (XEP-0045 §10.1).</summary>
    public bool Lock { get; set; } = true;

    /// <summary>Whether new rooms are hidden from lists.</summary>
    public bool Hidden { get; set; }

    /// <summary>Whether an occupant who has reserved a nick must use it.</summary>
    public bool ForceNick { get; set; }

    /// <summary>Whether nicknames are limited to what Unicode 3.2 knows, as Resourceprep is (XEP-0045 §17.1).</summary>
    public bool StrictNicknames { get; set; } = true;

    /// <summary>Localparts that nobody but an administrator may create.</summary>
    public List<string> ReservedNames { get; } = [];
}

/// <summary>The edition of the room service's behaviour.</summary>
public enum RoomBehavior
{
    /// <summary>As it is now.</summary>
    Current,
    /// <summary>The edition of 2018: no <c>required</c> in the registration form, no <c>node</c> echoed for the reserved nick, fewer announcements.</summary>
    Edition2018,
}

/// <summary>Who may create rooms.</summary>
public enum RoomCreators
{
    /// <summary>Everybody with an account here.</summary>
    Accounts,
    /// <summary>Administrators only.</summary>
    Admins,
    /// <summary>Everybody.</summary>
    Anyone,
}
