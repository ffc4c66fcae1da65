using System.Collections.Immutable;
using Couplet.Commands.Torture;
using Couplet.Player.Client;
using Couplet.Player.Running;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Hosting;

namespace Couplet.Tests.Durability;

/// <summary>What is back after the end of the process, by a stop or by SIGKILL.</summary>
public sealed class RestartTests : IDisposable
{
    private const string Room = "globe@conference.localhost";
    private const string Conference = "http://jabber.org/protocol/muc";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couplet-restart-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_room_is_what_it_was(bool killed)
    {
        List<Element> before;
        await using (var server = await ServerOnDisk.StartAsync(_folder.FullName, killed))
        {
            await using var ann = await Talker.ConnectAsync(server.Port, "ann");
            await ann.JoinAsync(Room + "/Ann");
            await Form(ann, "owner", "roomconfig", ("persistentroom", "1"), ("roomname", "The Globe"), ("membersonly", "1"));
            await Ok(ann, $"<iq type='set' id='q' to='{Room}'><query xmlns='{Conference}#admin'><item jid='bob@localhost' affiliation='member'/>"
                + "<item jid='eve@localhost' affiliation='outcast'><reason>noise</reason></item></query></iq>");
            await using var bob = await Talker.ConnectAsync(server.Port, "bob");
            await Ok(bob, $"<iq type='set' id='q' to='{Room}'><query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='submit'>"
                + $"<field var='FORM_TYPE'><value>{Conference}#register</value></field><field var='muc#register_roomnick'><value>Bobby</value></field></x></query></iq>");
            for (var i = 0; i < 5; i++) await ann.SendAsync($"<message type='groupchat' to='{Room}' id='m{i}'><body>line {i}</body></message>");
            await ann.SendAsync($"<message type='groupchat' to='{Room}' id='s'><subject>All the world</subject></message>");
            await ann.ExpectAsync(e => e.Child("subject") is not null);
            before = await bob.JoinAsync(Room + "/Bobby");
        }
        await using (var server = await ServerOnDisk.StartAsync(_folder.FullName, killed))
        {
            await using var bob = await Talker.ConnectAsync(server.Port, "bob");
            var after = await bob.JoinAsync(Room + "/Bobby");
            Assert.Equal(6, after.Count);
            // Same ids, same times, same words.
            Assert.Equal(before.Select(e => e.ToString()), after.Select(e => e.ToString()));
            var info = await bob.AskAsync($"<iq type='get' id='q' to='{Room}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
            Assert.Contains("The Globe", info.ToString(), StringComparison.Ordinal);
            Assert.Contains("muc_membersonly", info.ToString(), StringComparison.Ordinal);
            var nick = await bob.AskAsync($"<iq type='get' id='q' to='{Room}'><query xmlns='jabber:iq:register'/></iq>");
            Assert.Contains("Bobby", nick.ToString(), StringComparison.Ordinal);
            var there = await bob.AskAsync($"<iq type='get' id='q' to='{Room}'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>");
            Assert.Equal([Room + "/Bobby"], there.Child("query", "http://jabber.org/protocol/disco#items")!.Elements("item").Select(i => i["jid"]));
            await using var ann = await Talker.ConnectAsync(server.Port, "ann");
            var outcasts = await ann.AskAsync($"<iq type='get' id='q' to='{Room}'><query xmlns='{Conference}#admin'><item affiliation='outcast'/></query></iq>");
            Assert.Contains("eve@localhost", outcasts.ToString(), StringComparison.Ordinal);
            Assert.Contains("noise", outcasts.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_account_is_what_it_was(bool killed)
    {
        await using (var server = await ServerOnDisk.StartAsync(_folder.FullName, killed))
        {
            await using var ann = await Talker.ConnectAsync(server.Port, "ann");
            await Ok(ann, "<iq type='set' id='q'><query xmlns='jabber:iq:roster'><item jid='bob@localhost' name='Robert'/></query></iq>");
        }
        await using (var server = await ServerOnDisk.StartAsync(_folder.FullName, killed))
        {
            await Assert.ThrowsAsync<ConnectException>(() => Talker.ConnectAsync(server.Port, "ann", "wrong"));
            await using var ann = await Talker.ConnectAsync(server.Port, "ann");
            var roster = await ann.AskAsync("<iq type='get' id='q'><query xmlns='jabber:iq:roster'/></iq>");
            Assert.Contains("Robert", roster.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_goes_on(bool killed)
    {
        var ann = new ManagedSession(static _ => { });
        var missed = new List<string>();
        await using (var server = await ServerOnDisk.StartAsync(_folder.FullName, killed))
        {
            var stream = await BeginAsync(server.Port, ann);
            await stream.SendAsync(Join("Ann"), null, CancellationToken.None);
            while (await stream.ReadAsync(CancellationToken.None) is { } element && element.Child("subject") is null)
            {
            }
            await using var bob = await Talker.ConnectAsync(server.Port, "bob");
            await stream.SendAsync(XmlFragment.ParseElement($"<iq type='set' id='q' to='{Room}'><query xmlns='{Conference}#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>",
                Stanza.ClientNamespace), null, CancellationToken.None);
            while (await stream.ReadAsync(CancellationToken.None) is { } element && element["id"] != "q")
            {
            }
            await bob.JoinAsync(Room + "/Bob");
            for (var i = 0; i < 5; i++) await bob.SendAsync($"<message type='groupchat' to='{Room}' id='m{i}'><body>line {i}</body></message>");
            // All of it is on its way to Ann, who does not read it any more.
            await bob.ExpectAsync(e => e["id"] == "m4");
            if (!killed) await bob.DisposeAsync();
        }
        await using (var server = await ServerOnDisk.StartAsync(_folder.FullName, killed))
        {
            var connector = new XmppConnector(new ClientSettings { Host = "127.0.0.1", Port = server.Port, Tls = TlsPolicy.Never }, TimeProvider.System);
            var (client, answer) = await connector.ResumeAsync(Account(), ann.Resume(), ann.Address, CancellationToken.None);
            Assert.Equal("resumed", answer.Name);
            await using var stream = new ManagedStream(client, ann, what => Assert.Fail(what));
            await stream.ResumedAsync(answer, CancellationToken.None);
            await stream.SendAsync(XmlFragment.ParseElement($"<message type='groupchat' to='{Room}' id='end'><body>the end</body></message>", Stanza.ClientNamespace), null, CancellationToken.None);
            while (await stream.ReadAsync(CancellationToken.None) is { } element)
            {
                Assert.False(element.Name == "presence" && element["from"] == Room + "/Ann", element.ToString());
                if (element["id"] is { } id && element.Name == "message") missed.Add(id);
                if (element["id"] == "end") break;
            }
            Assert.Equal(["m0", "m1", "m2", "m3", "m4", "end"], missed);
        }
    }

    private static ScenarioClient Account() => new("ann", Jid.Parse("ann@localhost/test"), ImmutableDictionary<string, string>.Empty.Add("password", "secret"), 0);

    private static Element Join(string nick) => XmlFragment.ParseElement($"<presence to='{Room}/{nick}'><x xmlns='{Conference}'/></presence>", Stanza.ClientNamespace);

    private static async Task<ManagedStream> BeginAsync(int port, ManagedSession session)
    {
        var connector = new XmppConnector(new ClientSettings { Host = "127.0.0.1", Port = port, Tls = TlsPolicy.Never }, TimeProvider.System);
        var client = await connector.ConnectAsync(Account(), CancellationToken.None);
        session.Address = client.Address;
        var stream = new ManagedStream(client, session, what => Assert.Fail(what));
        await stream.EnableAsync(isResumable: true, CancellationToken.None);
        return stream;
    }

    private static async Task Ok(Talker who, string iq)
    {
        var answer = await who.AskAsync(iq);
        Assert.True(answer["type"] == "result", answer.ToString());
    }

    private static Task Form(Talker who, string query, string form, params (string Var, string Value)[] fields) => Ok(who,
        $"<iq type='set' id='q' to='{Room}'><query xmlns='{Conference}#{query}'><x xmlns='jabber:x:data' type='submit'>"
        + $"<field var='FORM_TYPE'><value>{Conference}#{form}</value></field>"
        + string.Concat(fields.Select(f => $"<field var='muc#{form}_{f.Var}'><value>{f.Value}</value></field>")) + "</x></query></iq>");

    /// <summary>A server on a folder: in this process and stopped, or in its own and killed.</summary>
    private sealed class ServerOnDisk(CoupletHost? host, ServerUnderTorture? process) : IAsyncDisposable
    {
        public int Port => host?.Endpoints[0].Port ?? process!.Port;

        public static async Task<ServerOnDisk> StartAsync(string folder, bool killed)
        {
            if (killed)
            {
                var process = new ServerUnderTorture(new TortureSettings(0, 1, 1, 1, 1, null, false) { Run = "" }, folder);
                process.Launch();
                await process.ReadyAsync(CancellationToken.None);
                return new ServerOnDisk(null, process);
            }
            var options = new CoupletOptions { Dev = true, RequireTls = false, Port = 0, Data = folder, ScramIterations = 4096 };
            return new ServerOnDisk(await CoupletHost.StartAsync(options), null);
        }

        public async ValueTask DisposeAsync()
        {
            if (host is not null) await host.DisposeAsync();
            if (process is not null) await process.DisposeAsync();
        }
    }
}
