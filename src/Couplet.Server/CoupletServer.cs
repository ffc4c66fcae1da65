using System.Collections.Immutable;
using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;
using Couplet.Server.Features;
using Couplet.Server.Hosting;
using Couplet.Server.Observability;
using Couplet.Server.Routing;
using Couplet.Server.Sessions.Journal;
using Couplet.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Couplet.Server;

/// <summary>
/// The server's parts, put together: what features, accounts and rooms reach each other through. It has no socket; connections are
/// brought to it.
/// </summary>
public sealed class CoupletServer
{
    private readonly ImmutableArray<IFeature> _features;
    private readonly TaskCompletionSource _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CoupletServer(CoupletOptions options, ICoupletStorage storage, TimeProvider time, ILoggerFactory loggers, ServiceSecrets secrets)
    {
        Options = options;
        HttpPort = Math.Max(0, options.HttpPort);
        Storage = new ObservedStorage(storage);
        Time = time;
        Loggers = loggers;
        Secrets = secrets;
        AccountStore = new AccountStore(storage.Documents, Jid.Parse(options.Domain), options.ScramIterations, time);
        Authenticator = new Authenticator(AccountStore, options, secrets.UnknownUsers);
        Accounts = new AccountHost(Jid.Parse(options.Domain), this, loggers.CreateLogger<AccountHost>(), loggers.CreateLogger<Account>());
        Router.TryAdd(Accounts);
        Roles = new AccountRoles(options, AccountStore, Domain);
        if (options.Anonymous.Host is { } guests)
        {
            Guests = new AccountHost(Jid.Parse(guests), this, loggers.CreateLogger<AccountHost>(), loggers.CreateLogger<Account>(), guests: true);
            Router.TryAdd(Guests);
        }
        Features = new FeatureRegistry(this);
        _features = FeatureCatalog.Create();
        foreach (var feature in _features) feature.Register(Features);
    }

    /// <summary>Builds the server on a storage that is open, and registers the features.</summary>
    public static async Task<CoupletServer> CreateAsync(CoupletOptions options, ICoupletStorage storage, TimeProvider time, ILoggerFactory loggers,
        CancellationToken cancellation = default)
    {
        var secrets = await ServiceSecrets.LoadAsync(storage.Documents, cancellation).ConfigureAwait(false);
        var server = new CoupletServer(options, storage, time, loggers, secrets);
        if (options is { Data: { } folder, Limits.ResumptionSeconds: > 0 } && storage is not Couplet.Server.Storage.Memory.MemoryStorage)
            server.Journal = new SessionJournal(Path.Combine(folder, SessionJournal.FolderName), time, loggers.CreateLogger<SessionJournal>());
        await server.Roles.LoadAsync(cancellation).ConfigureAwait(false);
        foreach (var feature in server._features) await feature.StartAsync(cancellation).ConfigureAwait(false);
        // To go on would be to promise what nobody can keep.
        _ = storage.Broken?.ContinueWith(_ => server.RequestStop(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return server;
    }

    /// <summary>Done when an administrator has asked the service to stop; whoever runs the server stops it then.</summary>
    public Task StopRequested => _stopRequested.Task;

    /// <summary>Asks whoever runs the server to stop it.</summary>
    public void RequestStop() => _stopRequested.TrySetResult();

    /// <summary>Tells everybody that the service stops. Sessions must still be connected; they are closed afterwards.</summary>
    public async Task StopAsync()
    {
        foreach (var feature in _features.Reverse()) await feature.StopAsync().ConfigureAwait(false);
    }

    /// <summary>Where everything is kept that outlives the process.</summary>
    public ICoupletStorage Storage { get; }

    /// <summary>What outlives the server of sessions that may be resumed; null where nothing does.</summary>
    internal SessionJournal? Journal { get; private set; }

    /// <summary>The accounts on disk.</summary>
    public AccountStore AccountStore { get; }

    /// <summary>Who may log in.</summary>
    public IAuthenticator Authenticator { get; }

    /// <summary>The service's own secrets.</summary>
    public ServiceSecrets Secrets { get; }

    /// <summary>How the server is set up.</summary>
    public CoupletOptions Options { get; }

    /// <summary>The port for HTTP as it was bound; differs from the setting where the system has chosen it.</summary>
    public int HttpPort { get; internal set; }

    /// <summary>The address under which HTTP is reached from outside; ends with a slash.</summary>
    public Uri PublicUrl => Options.PublicUrl ?? new UriBuilder(Uri.UriSchemeHttp, Options.Domain, HttpPort).Uri;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Loggers for the parts.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>The accounts, and the domain's own entity.</summary>
    public AccountHost Accounts { get; }

    /// <summary>The domain of those without a name (XEP-0175); null for none.</summary>
    public AccountHost? Guests { get; }

    /// <summary>The accounts of a domain served here; null where it has none.</summary>
    public AccountHost? FindAccounts(string domain) => domain == Accounts.Domain ? Accounts : domain == Guests?.Domain ? Guests : null;

    /// <summary>The accounts in memory, of all domains.</summary>
    public IEnumerable<Account> ActiveAccounts => Guests is null ? Accounts.Active : Accounts.Active.Concat(Guests.Active);

    /// <summary>The session bound to a full JID, or null. For deliveries that no account has a say in, from any thread.</summary>
    public Sessions.ClientSession? FindSession(Jid full) => Accounts.FindSession(full) ?? Guests?.FindSession(full);

    /// <summary>Administrators and guests.</summary>
    public AccountRoles Roles { get; }

    /// <summary>From addresses to hosts.</summary>
    public Router Router { get; } = new();

    /// <summary>What the features have registered.</summary>
    public FeatureRegistry Features { get; }

    /// <summary>The server's domain as an address.</summary>
    public Jid Domain => Accounts.Jid;

    /// <summary>Whether an address is an administrator's.</summary>
    public bool IsAdmin(Jid jid) => Roles.IsAdmin(jid);
}
