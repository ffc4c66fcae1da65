using Couplet.Protocol.Addressing;
using Couplet.Server.Accounts;
using Couplet.Server.Features;
using Couplet.Server.Hosting;
using Couplet.Server.Routing;
using Microsoft.Extensions.Logging;

namespace Couplet.Server;

/// <summary>
/// The server's parts, put together: what features, accounts and rooms reach each other through. It has no socket; connections are
/// brought to it.
/// </summary>
public sealed class CoupletServer
{
    /// <summary>Builds the server and registers the features.</summary>
    public CoupletServer(CoupletOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        Options = options;
        Time = time;
        Loggers = loggers;
        Accounts = new AccountHost(Jid.Parse(options.Domain), this, loggers.CreateLogger<AccountHost>(), loggers.CreateLogger<Account>());
        Router.TryAdd(Accounts);
        Features = new FeatureRegistry(this);
        foreach (var feature in FeatureCatalog.Create()) feature.Register(Features);
    }

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
