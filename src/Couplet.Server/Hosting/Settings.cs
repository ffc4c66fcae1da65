using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Couplet.Protocol.Addressing;
using Couplet.Server.Features.ExternalServices;

namespace Couplet.Server.Hosting;

/// <summary>Every setting, named once. The command line, <c>couplet.json</c> and the environment all speak these names.</summary>
public static class Settings
{
    /// <summary>The settings.</summary>
    public static ImmutableArray<Setting> All { get; } =
    [
        Text("Domain", "localhost", "The domain of the accounts.", (o, v) => IsDomain(v) && Set(() => o.Domain = v)),
        Text("Data", "data", "The folder of the database, the certificate and the uploads.", (o, v) => Set(() => o.Data = v)),
        new("Listen", "addresses", "", "IP addresses to listen on, separated by commas; all, if none is given (loopback with --dev).", (o, v) => Addresses(o.Listen, v)),
        Port("Port", "5222", "The port for clients.", 0, (o, v) => o.Port = v),
        Port("TlsPort", "-1", "The port for clients with direct TLS (XEP-0368); -1 for none.", -1, (o, v) => o.TlsPort = v),
        Port("HttpPort", "-1", "The port for HTTP: WebSocket, BOSH and uploads; -1 for none.", -1, (o, v) => o.HttpPort = v),
        new("PublicUrl", "URL", "", "The address under which the HTTP port is reached from outside; without it http://DOMAIN:PORT/.", PublicUrl),
        Text("Certificate", "", "A PEM file with the certificate and its chain; without it a self-signed one is made.", (o, v) => Set(() => o.Certificate = v)),
        Text("CertificateKey", "", "A PEM file with the private key, where the certificate's file does not hold it.", (o, v) => Set(() => o.CertificateKey = v)),
        Flag("RequireTls", true, "Whether clients must use TLS; false with --dev only.", (o, v) => o.RequireTls = v),
        new("Admins", "JIDs", "", "Bare JIDs of the administrators, separated by commas.", (o, v) => Jids(o.Admins, v)),
        new("AdminContacts", "URIs", "", "Where to reach the administrators (XEP-0157), separated by commas.", (o, v) => List(o.AdminContacts, v)),
        new("AbuseContacts", "URIs", "", "Where to report abuse (XEP-0157), separated by commas.", (o, v) => List(o.AbuseContacts, v)),
        Flag("Reports:Notify", false, "Whether administrators are sent a message for each report of abuse (XEP-0377).", (o, v) => o.NotifyReports = v),
        new("HostMeta:Addresses", "addresses", "", "IP addresses at which the server is reached from outside (XEP-0487), separated by commas; none leaves out that form of host-meta.", (o, v) => Addresses(o.HostMetaAddresses, v)),
        Number("HostMeta:Seconds", 3_600, 1, 604_800, "How long clients may keep host-meta, in seconds.", (o, v) => o.HostMetaSeconds = v),
        Number("ScramIterations", 10_000, 4_096, 10_000_000, "PBKDF2 iterations of newly stored credentials.", (o, v) => o.ScramIterations = v),
        Flag("Limits:Enabled", true, "Whether rates are limited; false with --dev only.", (o, v) => o.Limits.Enabled = v),
        Number("Limits:StanzaBytes", 262_144, 10_000, 16_777_216, "Largest stanza, in bytes.", (o, v) => o.Limits.StanzaBytes = v),
        Number("Limits:LoginSeconds", 30, 1, 3_600, "Time to log in, in seconds.", (o, v) => o.Limits.LoginSeconds = v),
        Number("Limits:AuthenticationAttempts", 5, 1, 100, "Failed logins on one stream before it is closed.", (o, v) => o.Limits.AuthenticationAttempts = v),
        Number("Limits:Connections", 50_000, 1, 10_000_000, "Connections in all.", (o, v) => o.Limits.Connections = v),
        Number("Limits:HalfOpenPerAddress", 50, 1, 1_000_000, "Connections of one address that have not logged in yet (loopback excepted).", (o, v) => o.Limits.HalfOpenPerAddress = v),
        Number("Limits:SessionsPerAccount", 50, 1, 10_000, "Sessions of one account.", (o, v) => o.Limits.SessionsPerAccount = v),
        Number("Limits:BytesPerSecond", 65_536, 100, int.MaxValue, "Bytes per second that a client may send over time.", (o, v) => o.Limits.BytesPerSecond = v),
        Number("Limits:BurstBytes", 1_048_576, 10_000, int.MaxValue, "Bytes that a client may send before the rate counts.", (o, v) => o.Limits.BurstBytes = v),
        Number("Limits:OutboundBytes", 8_388_608, 65_536, int.MaxValue, "Bytes waiting for one client before it counts as too slow.", (o, v) => o.Limits.OutboundBytes = v),
        Number("Limits:PingSeconds", 300, 1, 86_400, "Silence after which a client is pinged, in seconds.", (o, v) => o.Limits.PingSeconds = v),
        Number("Limits:ResumptionSeconds", 300, 0, 86_400, "How long a lost session waits to be resumed, in seconds.", (o, v) => o.Limits.ResumptionSeconds = v),
        Number("Limits:DetachedSessions", 20, 1, 10_000, "Sessions of one account that may wait to be resumed; of more, the oldest ends.", (o, v) => o.Limits.DetachedSessions = v),
        Number("Limits:DetachedBytes", 4_194_304, 65_536, int.MaxValue, "Bytes that may wait for one session that waits to be resumed.", (o, v) => o.Limits.DetachedBytes = v),
        Text("ResumptionLocation", "", "Where clients had better come back to resume a session, as host or host:port.", (o, v) => Set(() => o.ResumptionLocation = v)),
        Number("Archive:RetentionDays", 0, 0, 36_500, "Days that messages stay in accounts' archives; 0 for ever.", (o, v) => o.Archive.RetentionDays = v),
        Bound("Archive:KeepMessages", "Most messages that one account's archive keeps; 0 for any number.", (o, v) => o.Archive.KeepMessages = v),
        Bound("Archive:KeepBytes", "Most bytes that one account's archive keeps; 0 for any number.", (o, v) => o.Archive.KeepBytes = v),
        Text("Rooms:Host", "conference.DOMAIN", "The domain of the rooms.", (o, v) => IsDomain(v) && Set(() => o.Rooms.Host = v)),
        new("Rooms:Behavior", "Current|2018", "Current", "The edition of the room service's behaviour.", Behavior),
        Flag("Rooms:Archive", true, "Whether rooms' messages are stored.", (o, v) => o.Rooms.Archive = v),
        Number("Rooms:RetentionDays", 0, 0, 36_500, "Days that messages stay in rooms' archives and histories; 0 for ever.", (o, v) => o.Rooms.RetentionDays = v),
        Bound("Rooms:KeepMessages", "Most messages that one room's archive keeps; 0 for any number.", (o, v) => o.Rooms.KeepMessages = v),
        Bound("Rooms:KeepBytes", "Most bytes that one room's archive keeps; 0 for any number.", (o, v) => o.Rooms.KeepBytes = v),
        Choice<RoomCreators>("Rooms:Create", "Accounts", "Who may create rooms.", (o, v) => o.Rooms.Create = v),
        Number("Rooms:Occupants", 10_000, 1, 1_000_000, "Most occupants of one room.", (o, v) => o.Rooms.Occupants = v),
        Number("Rooms:PerAccount", 1_000, 1, 1_000_000, "Most rooms that one account may own.", (o, v) => o.Rooms.PerAccount = v),
        Number("Rooms:SubjectLength", 2_000, 1, 100_000, "Largest subject, in characters.", (o, v) => o.Rooms.SubjectLength = v),
        Number("Rooms:MessagesPerSecond", 20, 0, 1_000_000, "Messages per second of one occupant over time; 0 for no limit.", (o, v) => o.Rooms.MessagesPerSecond = v),
        Number("Rooms:History", 50, 0, 10_000, "Most messages of history sent on joining.", (o, v) => o.Rooms.History = v),
        Flag("Rooms:Lock", true, "Whether new rooms are locked until their owner has configured them (XEP-0045 §10.1).", (o, v) => o.Rooms.Lock = v),
        Flag("Rooms:Hidden", false, "Whether new rooms are hidden from lists.", (o, v) => o.Rooms.Hidden = v),
        Flag("Rooms:StrictNicknames", true, "Whether nicknames are limited to Unicode 3.2, as XEP-0045 demands: no emoji.", (o, v) => o.Rooms.StrictNicknames = v),
        Flag("Rooms:ForceNick", false, "Whether an occupant who has reserved a nick must use it.", (o, v) => o.Rooms.ForceNick = v),
        new("Rooms:ReservedNames", "names", "", "Names of rooms that only administrators may create, separated by commas.", (o, v) => List(o.Rooms.ReservedNames, v)),
        Text("PubSub:Host", "pubsub.DOMAIN", "The domain of the publish-subscribe service.", (o, v) => IsDomain(v) && Set(() => o.PubSub.Host = v)),
        Number("PubSub:ItemsPerNode", 1_000, 1, 1_000_000, "Most items that one node keeps.", (o, v) => o.PubSub.ItemsPerNode = v),
        Number("PubSub:PayloadBytes", 196_608, 1_024, 16_777_216, "Largest payload of an item, in bytes.", (o, v) => o.PubSub.PayloadBytes = v),
        Number("PubSub:NodesPerAccount", 250, 1, 1_000_000, "Most nodes that one account may make.", (o, v) => o.PubSub.NodesPerAccount = v),
        Flag("PubSub:ServerInfo", true, "Whether the service tells what this server is (XEP-0485).", (o, v) => o.PubSub.ServerInfo = v),
        Flag("Registration:Enabled", false, "Whether anybody may make an account (XEP-0077).", (o, v) => o.Registration.Enabled = v),
        Number("Registration:PerAddressPerHour", 5, 1, 100_000, "Accounts that one address may make in an hour.", (o, v) => o.Registration.PerAddressPerHour = v),
        Text("Anonymous:Domain", "", "The domain on which people log in without a name (XEP-0175); none without it (guest.localhost with --dev).", (o, v) => IsDomain(v) && Set(() => o.Anonymous.Domain = v)),
        Text("Anonymous:Certificate", "", "A PEM file with that domain's certificate, where the server's own is not for it.", (o, v) => Set(() => o.Anonymous.Certificate = v)),
        Text("Anonymous:CertificateKey", "", "A PEM file with the private key, where that certificate's file does not hold it.", (o, v) => Set(() => o.Anonymous.CertificateKey = v)),
        Number("Anonymous:Sessions", 1_000, 1, 1_000_000, "Most people without a name at a time.", (o, v) => o.Anonymous.Sessions = v),
        Flag("Guests:CreateRooms", false, "Whether guests may create rooms, where accounts may.", (o, v) => o.Guests.CreateRooms = v),
        Flag("Guests:Subscribe", false, "Whether guests may ask for and grant subscriptions to presence.", (o, v) => o.Guests.Subscribe = v),
        Choice<InvitationCreators>("Invitations:Create", "Admins", "Who may invite people to make an account (XEP-0401).", (o, v) => o.Invitations.Create = v),
        Number("Invitations:Hours", 168, 1, 87_600, "How long an invitation is valid, in hours.", (o, v) => o.Invitations.Hours = v),
        Flag("Upload:Enabled", true, "Whether files can be uploaded, where there is a port for HTTP (XEP-0363).", (o, v) => o.Upload.Enabled = v),
        Bytes("Upload:MaxBytes", 104_857_600, "Largest file, in bytes.", (o, v) => o.Upload.MaxBytes = v),
        Bytes("Upload:QuotaBytes", 1_073_741_824, "Bytes that one account may keep.", (o, v) => o.Upload.QuotaBytes = v),
        Bytes("Upload:DailyBytes", 536_870_912, "Bytes that one account may upload in a day.", (o, v) => o.Upload.DailyBytes = v),
        Bytes("Upload:TotalBytes", 107_374_182_400, "Bytes that all accounts together may keep.", (o, v) => o.Upload.TotalBytes = v),
        Number("Upload:RetentionDays", 30, 0, 36_500, "Days that uploaded files are kept; 0 for ever.", (o, v) => o.Upload.RetentionDays = v),
        Flag("Bosh:Enabled", true, "Whether BOSH (XEP-0124) is spoken, where there is a port for HTTP.", (o, v) => o.Bosh.Enabled = v),
        new("Bosh:Origins", "origins", "*", "Origins of web pages that may use BOSH (CORS), separated by commas; * is any.", (o, v) => List(o.Bosh.Origins, v)),
        Port("Components:Port", "-1", "The port for external components (XEP-0114); -1 for none.", -1, (o, v) => o.Components.Port = v),
        new("Components:Secrets", "domain=secret", "", "The components' domains and secrets, separated by commas.", Secrets),
        Flag("Push:Content", false, "Whether push services are told the sender and the text of a message (XEP-0357).", (o, v) => o.Push.Content = v),
        new("ExternalServices:Servers", "type:host:port", "", "STUN and TURN servers (XEP-0215), such as turn:relay.example.org:3478?transport=udp, separated by commas.", Relays),
        Text("ExternalServices:Secret", "", "The secret shared with the TURN servers, from which credentials are made.", (o, v) => Set(() => o.ExternalServices.Secret = v)),
        Number("ExternalServices:Hours", 24, 1, 8_760, "How long credentials for TURN servers are valid, in hours.", (o, v) => o.ExternalServices.Hours = v),
        new("Telemetry:Endpoint", "URL", "", "Where to send measurements and traces: an OpenTelemetry collector that takes OTLP over HTTP, such as http://localhost:4318/.",
            (o, v) => HttpUrl(v) is { } url && Set(() => o.Telemetry.Endpoint = url)),
        Number("Telemetry:TracePercent", 1, 0, 100, "How many of a hundred stanzas are followed, where there is an endpoint.", (o, v) => o.Telemetry.TracePercent = v),
        Choice<StorageKind>("Storage:Kind", "Sqlite", "The kind of database.", (o, v) => o.Storage.Kind = v),
        Text("Storage:Connection", "", "The connection string of PostgreSQL.", (o, v) => Set(() => o.Storage.Connection = v)),
    ];

    /// <summary>Sets one setting.</summary>
    /// <returns>Null, or what is wrong, in one sentence, with the nearest known name.</returns>
    public static string? Apply(CoupletOptions options, string name, string value)
    {
        var setting = All.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (setting is null)
            return $"There is no setting '{name}'; the nearest is '{All.MinBy(s => NameDistance.Between(s.Name, name))!.Name}'.";
        return setting.Apply(options, value) ? null : $"'{value}' is no value for {setting.Name}: it takes {setting.Values}.";
    }

    /// <summary>What is wrong with the settings taken together; null if nothing is.</summary>
    public static string? Check(CoupletOptions options)
    {
        if (!options.Dev && !options.RequireTls) return "RequireTls=false works with --dev only: without TLS, passwords and messages can be read on the way.";
        if (!options.Dev && !options.Limits.Enabled) return "Limits:Enabled=false works with --dev only.";
        if (options.Dev && options.Listen.Exists(a => !IPAddress.IsLoopback(a))) return "--dev listens on loopback addresses only.";
        if (options.Dev && options.Domain != "localhost") return "--dev serves the domain localhost only.";
        if (options.Anonymous.Host is { } guests && (guests == options.Domain || guests == options.Rooms.Host || guests == options.PubSub.Host))
            return "Anonymous:Domain is a domain of its own: it cannot be that of accounts or of a service.";
        if (options.Storage is { Kind: StorageKind.Postgres, Connection: null }) return "Storage:Kind=Postgres needs Storage:Connection.";
        return null;
    }

    private static bool Set(Action set)
    {
        set();
        return true;
    }

    private static bool IsDomain(string value) => Jid.TryParse(value, out var jid) && jid.IsDomain;

    private static Setting Text(string name, string standard, string description, Func<CoupletOptions, string, bool> apply)
        => new(name, "text", standard, description, (o, v) => v.Length > 0 && apply(o, v));

    private static Setting Flag(string name, bool standard, string description, Action<CoupletOptions, bool> set)
        => new(name, "true|false", standard ? "true" : "false", description, (o, v) => bool.TryParse(v, out var flag) && Set(() => set(o, flag)));

    private static Setting Port(string name, string standard, string description, int least, Action<CoupletOptions, int> set)
        => new(name, $"{least} to 65535", standard, description, (o, v) => Between(v, least, 65_535, out var port) && Set(() => set(o, port)));

    private static Setting Number(string name, int standard, int least, int most, string description, Action<CoupletOptions, int> set)
        => new(name, $"{least} to {most}", standard.ToString(CultureInfo.InvariantCulture), description,
            (o, v) => Between(v, least, most, out var number) && Set(() => set(o, number)));

    private static Setting Bytes(string name, long standard, string description, Action<CoupletOptions, long> set)
        => new(name, "bytes", standard.ToString(CultureInfo.InvariantCulture), description,
            (o, v) => long.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && Set(() => set(o, number)));

    private static Setting Bound(string name, string description, Action<CoupletOptions, long> set)
        => new(name, "0 or more", "0", description,
            (o, v) => long.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Set(() => set(o, number)));

    private static Setting Choice<T>(string name, string standard, string description, Action<CoupletOptions, T> set) where T : struct, Enum
        => new(name, string.Join('|', Enum.GetNames<T>()), standard, description,
            (o, v) => !char.IsAsciiDigit(v.FirstOrDefault()) && Enum.TryParse<T>(v, ignoreCase: true, out var choice) && Set(() => set(o, choice)));

    private static bool Between(string text, int least, int most, out int value)
        => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;

    private static bool Behavior(CoupletOptions options, string value)
    {
        if (value.Equals("Current", StringComparison.OrdinalIgnoreCase)) options.Rooms.Behavior = RoomBehavior.Current;
        else if (value == "2018") options.Rooms.Behavior = RoomBehavior.Edition2018;
        else return false;
        return true;
    }

    private static bool List(List<string> list, string value)
    {
        list.Clear();
        list.AddRange(value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return true;
    }

    private static bool Jids(List<string> list, string value)
    {
        var parts = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var jids = parts.Select(p => Jid.TryParse(p, out var jid) && jid.IsBare && jid.Local is not null ? jid.ToString() : "").ToList();
        if (jids.Contains("")) return false;
        list.Clear();
        list.AddRange(jids);
        return true;
    }

    private static bool PublicUrl(CoupletOptions options, string value)
    {
        if (HttpUrl(value) is not { } url) return false;
        options.PublicUrl = url;
        return true;
    }

    // Addresses are made by putting paths after it, so it ends with a slash.
    private static Uri? HttpUrl(string value)
        => Uri.TryCreate(value.EndsWith('/') ? value : value + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0 ? url : null;

    private static bool Secrets(CoupletOptions options, string value)
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2) is not [var domain, { Length: > 0 } secret] || !Jid.TryParse(domain, out var jid) || !jid.IsDomain || !secrets.TryAdd(jid.Domain, secret)) return false;
        }
        options.Components.Secrets.Clear();
        foreach (var (domain, secret) in secrets) options.Components.Secrets.Add(domain, secret);
        return true;
    }

    private static bool Relays(CoupletOptions options, string value)
        => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).All(v => ExternalService.Parse(v) is not null)
            && List(options.ExternalServices.Servers, value);

    private static bool Addresses(List<IPAddress> list, string value)
    {
        var addresses = new List<IPAddress>();
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IPAddress.TryParse(part, out var address)) return false;
            addresses.Add(address);
        }
        list.Clear();
        list.AddRange(addresses);
        return true;
    }
}
