using Couplet.Protocol.Addressing;
using Couplet.Protocol.Sasl;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Portability;
using Couplet.Server.Storage;
using Couplet.Server.Storage.Memory;

namespace Couplet.Tests.Features.Portability;

/// <summary>XEP-0227, in both directions.</summary>
public sealed class PortabilityTests : IDisposable
{
    private static readonly Jid s_domain = Jid.Parse(AccountHarness.Domain);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("couplet-portable-");
    private readonly MemoryStorage _empty = new();
    private readonly List<string> _told = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_exported_and_imported_is_exported_again_the_same()
    {
        var storage = new MemoryStorage();
        await FillAsync(await AccountHarness.StartAsync(storage: storage));
        var before = await ExportAsync(storage);
        foreach (var expected in (string[])["mechanism='SCRAM-SHA-512'", "name='My Romeo'", "<group>Friends</group>", "approved='true'", "ask='subscribe'",
            "from='paris@example.net'", "<body>while you were out</body>", "exodus:prefs", "Juliet Capulet", "tybalt@example.net", "urn:xmpp:reporting:1",
            "<tune xmlns='http://jabber.org/protocol/tune'>", "pubsub#access_model", "default='roster'", "<body>said</body>", "urn:xmpp:pie:0#mam"])
            Assert.Contains(expected, before.Replace('"', '\''), StringComparison.Ordinal);

        Assert.Equal((3, 0), await ImportAsync(Write(before)));
        Assert.Empty(_told);
        Assert.Equal(before, await ExportAsync(_empty));
    }

    [Fact]
    public async Task An_imported_account_works()
    {
        var storage = new MemoryStorage();
        await FillAsync(await AccountHarness.StartAsync(storage: storage));
        await ImportAsync(Write(await ExportAsync(storage)));
        var harness = await AccountHarness.StartAsync(storage: _empty);
        Assert.True((await harness.Server.AccountStore.FindAsync("juliet", ScramHash.Sha256))!.Verify("secret"));
        var juliet = await harness.BindAsync("juliet");
        var roster = await juliet.AskAsync("<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>");
        Assert.Contains("My Romeo", roster.ToString(), StringComparison.Ordinal);
        await juliet.SendAsync("<presence/>");
        Assert.Contains(juliet.Take<Presence>(), p => p.Type == PresenceType.Subscribe && p.From.ToString() == "paris@example.net");
        await juliet.SendAsync("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>");
        Assert.Contains(juliet.Take<Message>(), m => m.ToString().Contains("<body>said</body>", StringComparison.Ordinal));
        var waiting = await harness.BindAsync("nurse");
        await waiting.SendAsync("<presence/>");
        Assert.Contains(waiting.Take<Message>(), m => m.Body == "while you were out");
    }

    [Fact]
    public async Task What_another_server_writes_is_understood()
    {
        Write("<host xmlns='urn:xmpp:pie:0' xmlns:xi='http://www.w3.org/2001/XInclude' jid='capulet.example'><!-- a comment --><xi:include href='users/nurse%20file.xml'/></host>", "host.xml");
        Write("""
            <!-- by another server -->
            <user xmlns='urn:xmpp:pie:0' name='nurse' password='wormwood'>
              <query xmlns='jabber:iq:roster'><item jid='juliet@capulet.example' subscription='both'><group>House</group></item></query>
              <query xmlns='jabber:iq:privacy'>
                <default name='p'/><list name='p'><item type='jid' value='peter@example.net' action='deny' order='1'/><item action='allow' order='2'/></list>
                <list name='other'><item action='deny' order='1'/></list>
              </query>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:example:notes'><item id='1'><x xmlns='urn:example'><![CDATA[a < b]]></x></item></items></pubsub>
              <novelty xmlns='urn:example:novelty'/>
            </user>
            """, "users/nurse file.xml");
        var file = Write("<?xml version='1.0'?><server-data xmlns='urn:xmpp:pie:0' xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='host.xml'/></server-data>");
        Assert.Equal((1, 0), await ImportAsync(file));
        Assert.Contains(_told, t => t.Contains("novelty", StringComparison.Ordinal));
        Assert.Contains(_told, t => t.Contains("'other'", StringComparison.Ordinal));
        Assert.Contains(_told, t => t.Contains("urn:example:notes has no configuration", StringComparison.Ordinal));
        var text = await ExportAsync(_empty);
        Assert.Contains("a &lt; b", text, StringComparison.Ordinal);
        Assert.Contains("peter@example.net", text, StringComparison.Ordinal);
        Assert.True((await new AccountStore(_empty.Documents, s_domain, 1, TimeProvider.System).FindAsync("nurse", null))!.Verify("wormwood"));
    }

    [Theory]
    [InlineData("<user name='bad'/>", 2, "neither a password nor credentials")]
    [InlineData("<user name='Bad' password='x'/>", 2, "'Bad' is not the name")]
    [InlineData("<user name='a@b' password='x'/>", 2, "not the name")]
    [InlineData("<user name='bad' password='x'>\n<query xmlns='jabber:iq:roster'><item jid='@@'/></query></user>", 3, "no address in 'jid'")]
    [InlineData("<user name='bad' password='x'>\n\n<query xmlns='jabber:iq:roster'><item jid='a@b' subscription='friend'/></query></user>", 4, "'friend'")]
    [InlineData("<user name='bad'>\n<scram-credentials xmlns='urn:xmpp:pie:0#scram' mechanism='SCRAM-SHA-1'><iter-count>0</iter-count></scram-credentials></user>", 3, "iteration count")]
    [InlineData("<user name='bad'>\n<scram-credentials xmlns='urn:xmpp:pie:0#scram' mechanism='SCRAM-SHA-1'><iter-count>4096</iter-count><salt>AA==</salt><stored-key>AAAA</stored-key><server-key>AAAA</server-key></scram-credentials></user>", 3, "right length")]
    [InlineData("<user name='bad' password='x'><archive xmlns='urn:xmpp:pie:0#mam'>\nM1\nM2\n<result xmlns='urn:xmpp:mam:2' id='3'/></archive></user>", 5, "archived message 3 has no time")]
    [InlineData("<user name='bad' password='x'><archive xmlns='urn:xmpp:pie:0#mam'>M1M1</archive></user>", 2, "same id")]
    [InlineData("<user name='bad' password='x'>\nsome words</user>", 2, "some words")]
    [InlineData("<user name='bad' password='x'>\n<offline-messages><presence xmlns='jabber:client'/></offline-messages></user>", 3, "no message")]
    [InlineData("<user name='bad' password='x'>\n<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='n'><item/></items></pubsub></user>", 3, "no id")]
    [InlineData("<user name='bad' password='x'>\n<include xmlns='http://www.w3.org/2001/XInclude' href='../../etc/passwd'/></user>", 2, "outside")]
    [InlineData("<user name='bad' password='x'>\n<include xmlns='http://www.w3.org/2001/XInclude' href='/etc/passwd'/></user>", 2, "outside")]
    [InlineData("<user name='bad' password='x'>\n<include xmlns='http://www.w3.org/2001/XInclude' href='none.xml'/></user>", 2, "none.xml")]
    [InlineData("<user name='bad' password='x'>\n<include xmlns='http://www.w3.org/2001/XInclude' href='a%00.xml'/></user>", 2, "no relative address")]
    public async Task A_bad_account_is_named_with_its_place_and_the_others_are_taken_over(string user, int line, string says)
    {
        const string Message = "<result xmlns='urn:xmpp:mam:2' id='{0}'><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z'/>"
            + "<message xmlns='jabber:client' to='bad@capulet.example' from='x@y'><body>tea</body></message></forwarded></result>";
        user = user.Replace("M1", Message.Replace("{0}", "1", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("M2", Message.Replace("{0}", "2", StringComparison.Ordinal), StringComparison.Ordinal);
        var file = Write($"<server-data xmlns='urn:xmpp:pie:0'><host jid='{AccountHarness.Domain}'><user name='first' password='x'/>\n{user}<user name='last' password='y'/></host></server-data>");
        Assert.Equal((2, 1), await ImportAsync(file));
        var told = Assert.Single(_told);
        Assert.Contains(says, told, StringComparison.Ordinal);
        Assert.Contains($"line {line}:", told, StringComparison.Ordinal);
        await foreach (var stream in _empty.Log.StreamsAsync("")) Assert.Fail($"{stream} is left of it");
        Assert.Equal(["first@capulet.example", "last@capulet.example"], await OwnersAsync());
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><server-data xmlns='urn:xmpp:pie:0'>&a;</server-data>", "DTD")]
    [InlineData("<data/>", "the root is <data>")]
    [InlineData("", "damaged")]
    public async Task What_is_no_such_file_is_refused(string content, string says)
    {
        await new PortableImport(_empty, s_domain, 1, TimeProvider.System, _told.Add).ReadAsync(Write(content), CancellationToken.None);
        Assert.Contains(says, Assert.Single(_told), StringComparison.Ordinal);
        Assert.Empty(await OwnersAsync());
    }

    [Fact]
    public async Task A_file_that_breaks_off_leaves_whole_accounts_only()
    {
        var storage = new MemoryStorage();
        await FillAsync(await AccountHarness.StartAsync(storage: storage));
        var whole = await ExportAsync(storage);
        var cut = Write(whole[..(whole.IndexOf("</archive>", StringComparison.Ordinal) - 20)]);
        var import = new PortableImport(_empty, s_domain, 1, TimeProvider.System, _told.Add);
        Assert.False(await import.ReadAsync(cut, CancellationToken.None));
        Assert.Equal(0, import.Imported);
        Assert.Empty(await OwnersAsync());
        await foreach (var stream in _empty.Log.StreamsAsync("")) Assert.Fail($"{stream} is left of it");
    }

    [Fact]
    public async Task Nobody_who_is_or_was_here_is_replaced()
    {
        var accounts = new AccountStore(_empty.Documents, s_domain, 1, TimeProvider.System);
        await accounts.CreateAsync("here", "mine");
        await accounts.CreateAsync("gone", "mine");
        await accounts.DeleteAsync("gone");
        var file = Write($"<server-data xmlns='urn:xmpp:pie:0'><host jid='{AccountHarness.Domain}'><user name='here' password='x'/><user name='gone' password='x'/></host><host jid='other.example'><user name='o' password='x'/></host></server-data>");
        Assert.Equal((0, 3), await ImportAsync(file));
        Assert.True((await accounts.FindAsync("here", null))!.Verify("mine"));
        Assert.Equal(["here@capulet.example"], await OwnersAsync());
    }

    [Fact]
    public async Task Nested_beyond_measure_is_an_error_and_not_the_end()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 20_000)) + string.Concat(Enumerable.Repeat("</a>", 20_000));
        var file = Write($"<server-data xmlns='urn:xmpp:pie:0'><host jid='{AccountHarness.Domain}'><user name='deep' password='x'><vCard xmlns='vcard-temp'>{deep}</vCard></user><user name='last' password='y'/></host></server-data>");
        Assert.Equal((1, 1), await ImportAsync(file));
        Assert.Contains("nested deeper", Assert.Single(_told), StringComparison.Ordinal);
    }

    private static async Task FillAsync(AccountHarness harness)
    {
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await harness.Server.AccountStore.CreateAsync("nurse", "secret");
        await harness.BefriendAsync(juliet, romeo);
        foreach (var iq in (string[])
        [
            "<query xmlns='jabber:iq:roster'><item jid='romeo@capulet.example' name='My Romeo'><group>Friends</group></item></query>",
            "<query xmlns='jabber:iq:private'><exodus xmlns='exodus:prefs'><defaultnick>Jule's &amp; Co</defaultnick></exodus></query>",
            "<vCard xmlns='vcard-temp'><FN>Juliet Capulet</FN></vCard>",
            "<block xmlns='urn:xmpp:blocking'><item jid='tybalt@example.net'/><item jid='spam.example'><report xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:spam'/></item></block>",
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='http://jabber.org/protocol/tune'><item id='current'><tune xmlns='http://jabber.org/protocol/tune'><title>Pavane</title></tune></item></publish></pubsub>",
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:example:list'><item id='b'><x xmlns='urn:example'/></item></publish>"
                + "<publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
                + "<field var='pubsub#max_items'><value>5</value></field><field var='pubsub#access_model'><value>whitelist</value></field></x></publish-options></pubsub>",
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:example:list'><item id='a'><x xmlns='urn:example'/></item></publish></pubsub>",
            "<prefs xmlns='urn:xmpp:mam:2' default='roster'><always/><never><jid>romeo@montague.example</jid></never></prefs>",
        ])
            Assert.Equal(IqType.Result, (await juliet.AskAsync($"<iq type='set' id='s'>{iq}</iq>")).Type);
        await juliet.SendAsync("<presence to='mercutio@example.net' type='subscribe'/>");
        await juliet.SendAsync("<presence to='benvolio@example.net' type='subscribed'/>");
        harness.Server.Router.Route(new Presence(new StanzaHeader(Jid.Parse("paris@example.net"), juliet.Jid.Bare), PresenceType.Subscribe));
        await juliet.SendAsync($"<message to='{romeo.Jid}' type='chat' id='1'><body>said</body></message>");
        harness.Time.Advance(TimeSpan.FromTicks(12_345_670));
        await romeo.SendAsync($"<message to='{juliet.Jid.Bare}' type='chat' id='2' xml:lang='it'><body>answered  &lt;twice&gt;</body></message>");
        await juliet.SendAsync("<message to='nurse@capulet.example' type='chat'><body>while you were out</body></message>");
    }

    private static async Task<string> ExportAsync(ICoupletStorage storage)
    {
        using var text = new StringWriter();
        Assert.True(await new PortableExport(storage, s_domain).WriteAsync(text, null, CancellationToken.None));
        return text.ToString();
    }

    private async Task<(int, int)> ImportAsync(string file)
    {
        var import = new PortableImport(_empty, s_domain, 1, TimeProvider.System, _told.Add);
        Assert.True(await import.ReadAsync(file, CancellationToken.None), string.Join('\n', _told));
        return (import.Imported, import.Refused);
    }

    private async Task<List<string>> OwnersAsync()
    {
        var owners = new List<string>();
        await foreach (var owner in _empty.Documents.ListOwnersAsync("credentials")) owners.Add(owner);
        return owners;
    }

    private string Write(string content, string name = "data.xml")
    {
        var file = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }
}
