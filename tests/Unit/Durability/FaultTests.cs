using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Couplet.Commands.Torture;
using Couplet.Player.Client;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Hosting;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Sqlite;

namespace Couplet.Tests.Durability;

/// <summary>What goes wrong on a network and in an operator's life, on a whole server.</summary>
public sealed class FaultTests : IDisposable
{
    private const string Room = "globe@conference.localhost";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couplet-faults-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_stop_in_the_middle_of_a_talk_is_announced_and_loses_nothing_acknowledged()
    {
        var acknowledged = new ConcurrentQueue<string>();
        var refused = new ConcurrentQueue<string>(); // said after the room was closed, and answered with an error: handled, but never said
        await using (var host = await StartAsync(_folder.FullName))
        {
            var people = new List<Talker>();
            for (var i = 0; i < 4; i++)
            {
                people.Add(await Talker.ConnectAsync(host.Endpoints[0].Port, $"p{i}"));
                await people[i].JoinAsync($"{Room}/p{i}");
                if (i == 0) await people[0].AskAsync($"<iq type='set' id='q' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>"
                    + "<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field><field var='muc#roomconfig_persistentroom'><value>1</value></field></x></query></iq>");
            }
            var talking = people.Select((p, i) => TalkAsync(p, i, acknowledged, refused)).ToArray();
            while (acknowledged.Count < 200) await Task.Delay(5);
            await host.StopAsync();
            foreach (var (told, reason) in await Task.WhenAll(talking).WaitAsync(s_patience))
            {
                Assert.True(told, "An occupant was not told of the stop (332).");
                Assert.Contains("system-shutdown", reason, StringComparison.Ordinal);
            }
            foreach (var p in people) await p.DisposeAsync();
        }
        await using var storage = new SqliteStorage(Path.Combine(_folder.FullName, StorageFactory.FileName));
        await storage.OpenAsync();
        var kept = new HashSet<string>();
        await foreach (var e in storage.Log.ReadAsync(RoomLog.StreamOf(Jid.Parse(Room))))
            if (e.Archive is { OriginId: { } id }) Assert.True(kept.Add(id), $"{id} is there twice");
        Assert.Empty(acknowledged.Except(refused).Except(kept));
        Assert.Empty(refused.Intersect(kept));
    }

    [Fact]
    public async Task A_thousand_connections_cut_at_once_leave_no_ghosts()
    {
        await using var host = await StartAsync(null);
        var port = host.Endpoints[0].Port;
        await using var witness = await Talker.ConnectAsync(port, "witness");
        await witness.JoinAsync(Room + "/witness");
        await witness.AskAsync($"<iq type='set' id='q' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>");
        for (var i = 0; i < 50; i++) await host.Server.AccountStore.CreateAsync($"u{i}", "secret");
        var sockets = new ConcurrentBag<Socket>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellation) =>
        {
            var socket = await LoginAsync(port, $"u{i % 50}@localhost/r{i / 50}", i < 40 ? $"<presence to='{Room}/u{i}'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>" : null, cancellation);
            sockets.Add(socket);
        });
        var left = new HashSet<string?>();
        var entered = 0;
        while (entered < 40) entered += (await witness.ExpectAsync(e => e.Name == "presence"))["type"] is null ? 1 : 0;
        foreach (var socket in sockets)
        {
            // A reset, as when a router dies.
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
        while (left.Count < 40) left.Add((await witness.ExpectAsync(e => e["type"] == "unavailable"))["from"]);
        var there = await witness.AskAsync($"<iq type='get' id='q' to='{Room}'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>");
        Assert.Equal([Room + "/witness"], there.FirstChild!.Elements("item").Select(i => i["jid"]));
        using var patience = new CancellationTokenSource(s_patience);
        while (host.Server.Accounts.Active.Sum(a => a.Sessions.Length) > 1) await Task.Delay(20, patience.Token);
    }

    [Fact]
    public async Task Who_does_not_read_is_let_go_and_holds_nobody_up()
    {
        const int Lines = 100_000;
        await using var host = await StartAsync(null);
        var port = host.Endpoints[0].Port;
        await using var reader = await Talker.ConnectAsync(port, "reader");
        await reader.JoinAsync(Room + "/reader");
        await reader.AskAsync($"<iq type='set' id='q' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>");
        using var sleeper = await LoginAsync(port, "sleeper@localhost/test", $"<presence to='{Room}/sleeper'><x xmlns='http://jabber.org/protocol/muc'/></presence>", CancellationToken.None);
        await reader.ExpectAsync(e => e["from"] == Room + "/sleeper");
        var body = new string('x', 200);
        var read = 0;
        var from = Jid.Parse("reader@localhost/test");
        var feeding = Task.Run(async () =>
        {
            for (var i = 0; i < Lines; i++)
            {
                host.Server.Router.Route(new Message(new StanzaHeader(from, Jid.Parse(Room), $"{i}"), MessageType.Groupchat, new Element("body", Stanza.ClientNamespace, body)));
                // The reader is at most so much behind; the sleeper falls behind without end.
                while (i - Volatile.Read(ref read) > 5_000) await Task.Delay(1);
            }
        });
        var gone = false;
        while (read < Lines)
        {
            var stanza = await reader.ExpectAsync(e => true);
            if (stanza["type"] == "unavailable") gone = stanza["from"] == Room + "/sleeper";
            else if (stanza["type"] == "groupchat") Assert.Equal($"{read++}", stanza["id"]);
        }
        await feeding;
        Assert.True(gone, "The one who does not read is still in the room.");
        Assert.Null(host.Server.Accounts.FindSession(Jid.Parse("sleeper@localhost/test")));
    }

    private static Task<CoupletHost> StartAsync(string? folder)
    {
        var options = new CoupletOptions { Dev = true, RequireTls = false, Port = 0, Data = folder, ScramIterations = 4096 };
        options.Limits.Enabled = false;
        if (folder is null) options.Storage.Kind = StorageKind.Memory;
        return CoupletHost.StartAsync(options);
    }

    /// <summary>Talks until the stream ends; whether 332 was told, and why it ended.</summary>
    internal static async Task<(bool Told, string Reason)> TalkAsync(Talker talker, int number, ConcurrentQueue<string> acknowledged, ConcurrentQueue<string> refused)
    {
        await using var stream = new ManagedStream(talker.Client, new ManagedSession(acknowledged.Enqueue), what => Assert.Fail(what));
        await stream.EnableAsync(isResumable: false, CancellationToken.None);
        var told = false;
        var reading = Task.Run(async () =>
        {
            while (await stream.ReadAsync(CancellationToken.None) is { } stanza)
            {
                told |= stanza.Name == "presence" && stanza.ToString().Contains("code='332'", StringComparison.Ordinal);
                if (stanza is { Name: "message" } && stanza["type"] == "error" && stanza["id"] is { } id) refused.Enqueue(id);
            }
        });
        for (var i = 0; !reading.IsCompleted; i++)
        {
            var id = $"m-{number}-{i}";
            await stream.SendAsync(new Element("message", Stanza.ClientNamespace, new XmlAttr("to", Room), new XmlAttr("type", "groupchat"), new XmlAttr("id", id),
                new Element("body", Stanza.ClientNamespace, id)), id, CancellationToken.None);
            await Task.WhenAny(reading, Task.Delay(5));
        }
        await reading;
        return (told, talker.EndReason ?? "");
    }

    /// <summary>Logs in and then has a connection that nobody reads.</summary>
    internal static async Task<Socket> LoginAsync(int port, string account, string? then, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8192 };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        var stream = new ElementStream(new NetworkStream(socket));
        await new Negotiation(stream, new ScenarioClient(account, Jid.Parse(account), ImmutableDictionary<string, string>.Empty.Add("password", "secret"), 0),
            new ClientSettings { Tls = TlsPolicy.Never }, local: true).RunAsync(null, default, cancellation);
        if (then is not null) await stream.WriteAsync(XmlFragment.ParseElement(then, Stanza.ClientNamespace), cancellation);
        return socket;
    }
}
