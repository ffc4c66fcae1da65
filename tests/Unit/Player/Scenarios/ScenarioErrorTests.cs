namespace Couplet.Tests.Player.Scenarios;

public class ScenarioErrorTests
{
    [Theory]
    [InlineData("[Client] A\n---\n", 1, 1, "has no jid")]
    [InlineData("[Client] A\njid: a@b\n\n[Client] A\njid: a@b\n---\n", 4, 1, "declared twice")]
    [InlineData("[Client] A\n\tjid: @b\n---\n", 2, 2, "not the address")]
    [InlineData("[Client] A\njid: a@b\njid: c@b\n---\n", 3, 1, "given twice")]
    [InlineData("[Client] A\njid: a@b\nconnect_port: 70000\n---\n", 3, 1, "not a port")]
    [InlineData("[Client]\njid: a@b\n---\n", 1, 1, "has no name")]
    [InlineData("[Server] A\n---\n", 1, 1, "not known")]
    [InlineData("jid: a@b\n---\n", 1, 1, "before the first")]
    [InlineData("[Client] A\njid: a@b\nA connects\n---\n", 3, 1, "key: value")]
    [InlineData("[Client] A\njid: a@b\n", 3, 1, "the head does not end")]
    [InlineData("[Client] A\njid: a@b\n---\n---\n", 4, 1, "has ended before")]
    public void Heads(string script, int line, int column, string message) => Check(script, line, column, message);

    [Theory]
    [InlineData("Paris connects", 1, 1, "no declared client")]
    [InlineData("Romeos connects", 1, 1, "no declared client")]
    [InlineData("Romeo dances", 1, 7, "'dances' is no verb")]
    [InlineData("Romeo", 1, 6, "does nothing here")]
    [InlineData("\t<presence/>", 1, 2, "without an action")]
    [InlineData("Romeo sends:", 1, 7, "the element is missing")]
    [InlineData("Romeo receives:\nRomeo connects", 1, 7, "the element is missing")]
    [InlineData("Romeo connects <presence/>", 1, 7, "takes nothing")]
    [InlineData("Romeo sends:\n\thello", 2, 2, "an XML element should stand here")]
    [InlineData("Romeo sends: nothing", 1, 14, "an XML element should stand here")]
    [InlineData("Romeo sends:\n\t<message>\n\t\t<body>hello\n\t</message>", 4, 2, "</message> stands where <body>")]
    [InlineData("Romeo sends:\n\t<message>\n\t\t<body>hello</body>\n", 2, 2, "<message> is never closed")]
    [InlineData("Romeo sends:\n\t<message\n\nRomeo connects", 2, 2, "this tag is never finished")]
    [InlineData("Romeo sends:\n\t</message>", 2, 2, "closes nothing")]
    [InlineData("Romeo sends:\n\t<message>\n\t\t<x:y/>\n\t</message>", 3, 4, "the prefix 'x' is not declared")]
    [InlineData("Romeo sends:\n\t<message x:y=''/>", 2, 11, "the prefix 'x' is not declared")]
    [InlineData("Romeo sends:\n\t<a><b xmlns:x='u'/><x:c/></a>", 2, 22, "the prefix 'x' is not declared")]
    [InlineData("Romeo sends:\n\t<presence/>\n\t<presence/>", 3, 2, "a second one begins here")]
    [InlineData("Romeo sends:\n\t<?pi?><presence/>", 2, 2, "processing instructions")]
    [InlineData("Romeo sends:\n\t<message to='${Paris's JID}'/>", 2, 15, "'Paris's JID'")]
    [InlineData("Romeo sends:\n\t<message id='${token}'/>", 2, 15, "'token'")]
    public void Actions(string actions, int line, int column, string message)
        => Check(Scripts.Head + actions, Scripts.Head.Count(c => c == '\n') + line, column, message);

    [Theory]
    [InlineData("<message to=x/>")]
    [InlineData("<message to='x' to='y'/>")]
    [InlineData("<message>&nbsp;</message>")]
    public void What_only_the_xml_parser_sees_is_placed_at_the_body(string xml)
        => Assert.Equal(Scripts.Head.Count(c => c == '\n') + 2, Scripts.Error($"{Scripts.Head}Romeo sends:\n\t{xml}").Line);

    private static void Check(string script, int line, int column, string message)
    {
        var error = Scripts.Error(script);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith($"test.scs:{line}:{column}: ", error.Report, StringComparison.Ordinal);
    }
}
