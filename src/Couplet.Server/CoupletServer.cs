using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;
using Couplet.Server.Features;
using Couplet.Server.Hosting;
using Couplet.Server.Routing;
using Couplet.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Couplet.Server;

/// <summary>
/// The server's parts, put together: what features, accounts and rooms reach each other through. It has no socket; connections are
/// brought to it.
/// </summary>
public sealed class CoupletServer
{
    private CoupletServer(CoupletOptions options, ICoupletStorage storage, TimeProvider time, ILoggerFactory loggers, ServiceSecrets secrets)
    {
        Options = options;
        Storage = storage;
        Time = time;
        Loggers = loggers;
        Secrets = secrets;
        AccountStore = new AccountStore(storage.Documents, Jid.Parse(options.Domain), options.ScramIterations, time);
        Authenticator = new Authenticator(AccountStore, options, secrets.UnknownUsers);
        Accounts = new AccountHost(Jid.Parse(options.Domain), this, loggers.CreateLogger<AccountHost>(), loggers.CreateLogger<Account>());
        Router.TryAdd(Accounts);
        Features = new FeatureRegistry(this);
        foreach (var feature in FeatureCatalog.Create()) feature.Register(Features);
    }

    /// <summary>Builds the server on a storage that is open, and registers the features.</summary>
    public static async Task<CoupletServer> CreateAsync(CoupletOptions options, ICoupletStorage storage, TimeProvider time, ILoggerFactory loggers,
        CancellationToken cancellation = default)
        => new(options, storage, time, loggers, await ServiceSecrets.LoadAsync(storage.Documents, cancellation).ConfigureAwait(false));

    /// <summary>Where everything is kept that outlives the process.</summary>
    public ICoupletStorage Storage { get; }

    /// <summary>The accounts on disk.</summary>
    public AccountStore AccountStore { get; }

    /// <summary>Who may log in.</summary>
    public IAuthenticator Authenticator { get; }

    /// <summary>The service's own secrets.</summary>
    public ServiceSecrets Secrets { get; }

    /// <summary>How the server is set up.</summary>
    public CoupletOptions Options { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Loggers for the parts.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>The accounts, and the domain's own entity.</summary>
    public AccountHost Accounts { get; }

    /// <summary>From addresses to hosts.</summary>
    public Router Router { get; } = new();

    /// <summary>What the features have registered.</summary>
    public FeatureRegistry Features { get; }

    /// <summary>The server's domain as an address.</summary>
    public Jid Domain => Accounts.Jid;

    /// <summary>Whether an address is an administrator's.</summary>
    public bool IsAdmin(Jid jid) => Options.Admins.Contains(jid.Bare.ToString());
}
