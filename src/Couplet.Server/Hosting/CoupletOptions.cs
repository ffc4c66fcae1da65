using System.Net;

namespace Couplet.Server.Hosting;

/// <summary>How a server is set up. Filled by <see cref="Settings"/>; the names there are the ones that are documented.</summary>
public sealed class CoupletOptions
{
    /// <summary>The options as they are before anything is set.</summary>
    public CoupletOptions() => Anonymous = new AnonymousOptions { IsDev = () => Dev };

    /// <summary>Try-out mode: loopback only, unknown accounts are created at their first login, TLS is optional.</summary>
    public bool Dev { get; set; }

    /// <summary>The domain of the accounts.</summary>
    public string Domain { get; set; } = "localhost";

    /// <summary>The folder of the database, the certificate and the uploads; null keeps everything in memory.</summary>
    public string? Data { get; set; }

    /// <summary>Addresses to listen on; empty for all (or loopback, in <see cref="Dev"/> mode).</summary>
    public List<IPAddress> Listen { get; } = [];

    /// <summary>The port for clients; 0 lets the system choose.</summary>
    public int Port { get; set; } = 5222;

    /// <summary>The port for clients with direct TLS (XEP-0368); negative for none, 0 lets the system choose.</summary>
    public int TlsPort { get; set; } = -1;

    /// <summary>The port for HTTP (WebSocket, BOSH, uploads); negative for none, 0 lets the system choose.</summary>
    public int HttpPort { get; set; } = -1;

    /// <summary>The address under which the HTTP port is reached from outside, behind a proxy most often; null is <c>http://DOMAIN:PORT/</c>.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>A PEM file with certificate and chain; null makes a self-signed one.</summary>
    public string? Certificate { get; set; }

    /// <summary>A PEM file with the certificate's private key; null where <see cref="Certificate"/> holds it.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>Where clients had better come back to resume a session (XEP-0198 §3), as host or host:port; null says nothing.</summary>
    public string? ResumptionLocation { get; set; }

    /// <summary>Whether clients must use TLS.</summary>
    public bool RequireTls { get; set; } = true;

    /// <summary>Bare JIDs of the service's administrators.</summary>
    public List<string> Admins { get; } = [];

    /// <summary>Addresses for contacting the administrators (XEP-0157), each a URI.</summary>
    public List<string> AdminContacts { get; } = [];

    /// <summary>Addresses for reporting abuse (XEP-0157), each a URI.</summary>
    public List<string> AbuseContacts { get; } = [];

    /// <summary>Whether administrators are sent a message for each report of abuse (XEP-0377).</summary>
    public bool NotifyReports { get; set; }

    /// <summary>Addresses at which clients reach the server from outside (XEP-0487); none leaves that form of host-meta out.</summary>
    public List<IPAddress> HostMetaAddresses { get; } = [];

    /// <summary>How long <c>host-meta</c> may be kept, in seconds.</summary>
    public int HostMetaSeconds { get; set; } = 3_600;

    /// <summary>PBKDF2 iterations of newly stored SCRAM credentials.</summary>
    public int ScramIterations { get; set; } = 10_000;

    /// <summary>Bounds on what clients may do.</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary>The room service.</summary>
    public RoomOptions Rooms { get; } = new();

    /// <summary>The archives of the accounts.</summary>
    public ArchiveOptions Archive { get; } = new();

    /// <summary>Publish-subscribe.</summary>
    public PubSubOptions PubSub { get; } = new();

    /// <summary>In-band registration (XEP-0077).</summary>
    public RegistrationOptions Registration { get; } = new();

    /// <summary>Logins without a name (XEP-0175).</summary>
    public AnonymousOptions Anonymous { get; }

    /// <summary>What guests may do.</summary>
    public GuestOptions Guests { get; } = new();

    /// <summary>Invitations (XEP-0401).</summary>
    public InvitationOptions Invitations { get; } = new();

    /// <summary>Uploads of files (XEP-0363).</summary>
    public UploadOptions Upload { get; } = new();

    /// <summary>STUN and TURN servers for calls (XEP-0215).</summary>
    public ExternalServiceOptions ExternalServices { get; } = new();

    /// <summary>XMPP over BOSH.</summary>
    public BoshOptions Bosh { get; } = new();

    /// <summary>External components (XEP-0114).</summary>
    public ComponentOptions Components { get; } = new();

    /// <summary>Push notifications (XEP-0357).</summary>
    public PushOptions Push { get; } = new();

    /// <summary>Measurements and traces.</summary>
    public TelemetryOptions Telemetry { get; } = new();

    /// <summary>Where data is kept.</summary>
    public StorageOptions Storage { get; } = new();
}
