using System.Text;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Stanzas;

namespace Couplet.Tests.Player.Scenarios;

public class ScenarioParserTests
{
    [Fact]
    public void Reads_title_clients_and_actions()
    {
        var scenario = Scripts.Parse("Romeo connects\nRomeo sends:\n\t<presence/>\nJuliet receives: nothing\n");

        Assert.Equal("Tests", scenario.Title);
        Assert.Equal(["Romeo", "Juliet", "Juliet's phone"], scenario.Clients.Select(c => c.Name));
        Assert.Equal([null, "balcony", "phone"], scenario.Clients.Select(c => c.Resource));
        Assert.Equal([ScenarioVerb.Connects, ScenarioVerb.Sends, ScenarioVerb.Receives], scenario.Actions.Select(a => a.Verb));
        Assert.Equal(16, scenario.Actions[1].Line);
        Assert.Equal(7, scenario.Actions[1].Column);
        Assert.True(scenario.Actions[1].Body!.Is("presence", Stanza.ClientNamespace));
        Assert.Null(scenario.Actions[2].Body);
    }

    [Fact]
    public void Without_a_title_the_file_names_the_script()
        => Assert.Equal("some", Scenario.Parse("folder/some.scs", "[Client] A\njid: a@b\n---\n").Title);

    [Theory]
    [InlineData("Juliet's phone connects", "Juliet's phone")]
    [InlineData("Juliet connects:", "Juliet")]
    [InlineData("Romeo   connects  :", "Romeo")]
    public void The_longest_declared_name_wins(string line, string name)
        => Assert.Equal(name, Scripts.Parse(line).Actions.Single().Client.Name);

    [Theory]
    [InlineData("Romeo sends: <presence/>")]
    [InlineData("Romeo sends\n  <presence/>")]
    [InlineData("Romeo sends:\n\n\t<presence>\n\n# a comment\n    </presence>")]
    [InlineData("Romeo sends:\n\t<presence/>\n\n\t<message/>")]
    [InlineData("Romeo sends:\n \t<presence\n\t\t/>\n// a comment\n-- another\n--\n")]
    [InlineData("Romeo sends:\n\t<!-- <not this> -->\n\t<presence><!-- nor > this --></presence>")]
    [InlineData("Romeo connects\n\t<an orphan>\nRomeo sends:\n\t<presence/>")]
    public void Reads_bodies_however_they_are_laid_out(string actions)
        => Assert.Equal("presence", Scripts.Parse(actions).Actions[^1].Body?.Name);

    [Fact]
    public void Crlf_mark_and_foreign_letters_mean_nothing()
    {
        var text = "\uFEFF# Zoë\r\n[Client] Zoë Ó Briain\r\n\tjid: zoë@localhost\r\n-----\r\nZoë Ó Briain sends:\r\n\t<message><body>日本</body></message>\r\n";

        var scenario = Scenario.Parse("x.scs", ScriptText.Decode("x.scs", Encoding.UTF8.GetBytes(text)));

        Assert.Equal("Zoë", scenario.Title);
        Assert.Equal("日本", scenario.Actions.Single().Body!.FirstChild!.Text);
    }

    [Fact]
    public void The_language_binds_its_prefixes()
    {
        var body = Scripts.Parse("Romeo receives:\n\t<stream:error scansion:strict='false'/>").Actions.Single().Body!;

        Assert.Equal(StreamError.StreamNamespace, body.Namespace);
        Assert.Equal("false", body.Attribute("strict", ScansionNames.Namespace));
    }

    [Fact]
    public void A_variable_may_stand_between_the_quotes_it_contains()
    {
        var body = Scripts.Parse("Romeo sends:\n\t<message to='${Juliet's phone's full JID}'><body>${Romeo's JID}</body></message>").Actions.Single().Body!;

        Assert.Equal(["Juliet's phone's full JID"], VariableText.Names(body["to"]!));
        Assert.Equal("<romeo>", VariableText.Replace(body.FirstChild!.Text, name => name == "Romeo's JID" ? "<romeo>" : "?"));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_an_error_with_their_place()
    {
        var error = Assert.Throws<ScenarioException>(() => ScriptText.Decode("x.scs", [(byte)'#', (byte)'\n', (byte)'a', 0xFF]));

        Assert.Equal((2, 2), (error.Line, error.Column));
    }
}
