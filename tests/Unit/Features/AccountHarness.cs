using Couplet.Protocol.Addressing;
using Couplet.Server;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Couplet.Tests.Features;

/// <summary>A server in memory, without a socket, on the domain <c>capulet.example</c>.</summary>
internal sealed class AccountHarness
{
    internal const string Domain = "capulet.example";

    private AccountHarness(CoupletServer server, ManualTime time)
    {
        Server = server;
        Time = time;
    }

    public CoupletServer Server { get; }

    public ManualTime Time { get; }

    public static async Task<AccountHarness> StartAsync(Action<CoupletOptions>? configure = null, ICoupletStorage? storage = null)
    {
        var options = new CoupletOptions { Domain = Domain, ScramIterations = 1 };
        configure?.Invoke(options);
        var time = new ManualTime();
        var server = await CoupletServer.CreateAsync(options, storage ?? new MemoryStorage(), time, NullLoggerFactory.Instance);
        return new AccountHarness(server, time);
    }

    /// <summary>Binds a resource of an account, which is created if it is not there.</summary>
    public async Task<FakeSession> BindAsync(string local, string resource = "home")
    {
        await Server.AccountStore.CreateAsync(local, "secret");
        var session = new FakeSession(this, Server.Accounts.Get(local), Jid.Parse($"{local}@{Domain}/{resource}"));
        Server.Accounts.Bind(session);
        await SettleAsync();
        return session;
    }

    /// <summary>Binds a resource that has asked for its roster and sent initial presence; nothing that came meanwhile is left.</summary>
    public async Task<FakeSession> LoginAsync(string local, string resource = "home", string presence = "<presence/>")
    {
        var session = await BindAsync(local, resource);
        await session.SendAsync("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>");
        await session.SendAsync(presence);
        session.Take();
        return session;
    }

    /// <summary>Makes two accounts see each other's presence, and forgets what was sent for it.</summary>
    public async Task BefriendAsync(FakeSession one, FakeSession other)
    {
        await one.SendAsync($"<presence to='{other.Jid.Bare}' type='subscribe'/>");
        await other.SendAsync($"<presence to='{one.Jid.Bare}' type='subscribed'/>");
        await other.SendAsync($"<presence to='{one.Jid.Bare}' type='subscribe'/>");
        await one.SendAsync($"<presence to='{other.Jid.Bare}' type='subscribed'/>");
        one.Take();
        other.Take();
    }

    /// <summary>
    /// Waits until no account has anything left to do. Each turn lets every mailbox finish what it had; a stanza that is answered, and
    /// the answer answered, needs a turn each.
    /// </summary>
    public async Task SettleAsync()
    {
        for (var turn = 0; turn < 12; turn++)
            foreach (var account in Server.Accounts.Active)
                await Server.Accounts.RunAsync(account.Jid.Local!, static _ => default).WaitAsync(TimeSpan.FromSeconds(10));
    }
}
