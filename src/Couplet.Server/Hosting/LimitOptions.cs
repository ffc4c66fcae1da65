namespace Couplet.Server.Hosting;

/// <summary>Bounds on what clients may do.</summary>
public sealed class LimitOptions
{
    /// <summary>Whether rates are limited; the bounds on sizes always hold.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Largest stanza after authentication, in bytes.</summary>
    public int StanzaBytes { get; set; } = 262_144;

    /// <summary>Largest first-level element before authentication, in bytes.</summary>
    public int UnauthenticatedBytes { get; set; } = 16_384;

    /// <summary>Time to authenticate and bind, in seconds.</summary>
    public int LoginSeconds { get; set; } = 30;

    /// <summary>Failed authentications on one stream before it is closed.</summary>
    public int AuthenticationAttempts { get; set; } = 5;

    /// <summary>Connections in all.</summary>
    public int Connections { get; set; } = 50_000;

    /// <summary>Unauthenticated connections of one address (loopback excepted).</summary>
    public int HalfOpenPerAddress { get; set; } = 50;

    /// <summary>Sessions of one account.</summary>
    public int SessionsPerAccount { get; set; } = 50;

    /// <summary>Bytes per second that a client may send over time.</summary>
    public int BytesPerSecond { get; set; } = 65_536;

    /// <summary>Bytes that a client may send at once before the rate counts.</summary>
    public int BurstBytes { get; set; } = 1_048_576;

    /// <summary>Bytes waiting to be sent to one client before it counts as too slow.</summary>
    public int OutboundBytes { get; set; } = 8_388_608;

    /// <summary>Silence after which a client is pinged, in seconds.</summary>
    public int PingSeconds { get; set; } = 300;

    /// <summary>Time in which a ping must be answered, in seconds.</summary>
    public int PingTimeoutSeconds { get; set; } = 60;

    /// <summary>How long a lost session waits to be resumed (XEP-0198), in seconds.</summary>
    public int ResumptionSeconds { get; set; } = 300;

    /// <summary>Sessions of one account that wait to be resumed; of more, the one that has waited longest ends.</summary>
    public int DetachedSessions { get; set; } = 20;

    /// <summary>Bytes that may wait for one session while it waits to be resumed.</summary>
    public int DetachedBytes { get; set; } = 4_194_304;

    /// <summary>Stanzas kept for resumption in one session.</summary>
    public int ResumptionStanzas { get; set; } = 2_000;
}
