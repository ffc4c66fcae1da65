using System.Globalization;

namespace Couplet.Server.Features.Rooms;

/// <summary>The words that affiliations and roles have on the wire (XEP-0045 §5).</summary>
internal static class Words
{
    internal static string Of(Affiliation affiliation) => affiliation switch
    {
        Affiliation.Owner => "owner",
        Affiliation.Admin => "admin",
        Affiliation.Member => "member",
        Affiliation.Outcast => "outcast",
        _ => "none",
    };

    internal static string Of(Role role) => role switch
    {
        Role.Moderator => "moderator",
        Role.Participant => "participant",
        Role.Visitor => "visitor",
        _ => "none",
    };

    internal static Affiliation? ReadAffiliation(string? word) => word switch
    {
        "owner" => Affiliation.Owner,
        "admin" => Affiliation.Admin,
        "member" => Affiliation.Member,
        "none" => Affiliation.None,
        "outcast" => Affiliation.Outcast,
        _ => null,
    };

    internal static Role? ReadRole(string? word) => word switch
    {
        "moderator" => Role.Moderator,
        "participant" => Role.Participant,
        "visitor" => Role.Visitor,
        "none" => Role.None,
        _ => null,
    };

    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A time as XEP-0082 writes it, in UTC with milliseconds.</summary>
    internal static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
