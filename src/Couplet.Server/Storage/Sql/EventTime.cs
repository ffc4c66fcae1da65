namespace Couplet.Server.Storage.Sql;

/// <summary>Times as the tables keep them: whole microseconds since 1970, so that they compare as numbers.</summary>
internal static class EventTime
{
    public static long ToStored(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromStored(long stored) => new(DateTime.UnixEpoch.Ticks + (stored * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
