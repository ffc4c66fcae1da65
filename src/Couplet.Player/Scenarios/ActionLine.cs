using System.Collections.Immutable;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Scenarios;

/// <summary>The first line of an action: <c>NAME VERB</c>, an optional colon, and perhaps a body on the same line.</summary>
/// <param name="Client">Who acts.</param>
/// <param name="Verb">What is done.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The verb's column, counted from 1.</param>
/// <param name="Next">Whether what is received must be the very next stanza.</param>
/// <param name="Rest">What follows the verb, moved to its own column by spaces so that positions in it are those in the file.</param>
internal sealed record ActionLine(ScenarioClient Client, ScenarioVerb Verb, int Line, int Column, bool Next, string Rest)
{
    private const string Nothing = "nothing";
    private const string NextWord = "next";

    /// <summary>Reads the line; of the declared names that fit, the longest wins.</summary>
    public static ActionLine Read(string file, int number, string line, ImmutableArray<ScenarioClient> clients)
    {
        ScenarioException? error = null;
        foreach (var client in clients.OrderByDescending(c => c.Name.Length))
        {
            if (!line.StartsWith(client.Name, StringComparison.Ordinal)) continue;
            var at = client.Name.Length;
            at = SkipSpaces(line, at);
            if (at == client.Name.Length && at < line.Length) continue;
            var end = at;
            while (end < line.Length && !char.IsWhiteSpace(line[end]) && line[end] != ':') end++;
            var word = line[at..end];
            if (Known(word) is not { } verb)
            {
                error ??= new ScenarioException(file, number, at + 1, word.Length == 0
                    ? $"'{client.Name}' does nothing here: connects, disconnects, sends or receives is missing"
                    : $"'{word}' is no verb: connects, disconnects, sends, receives are");
                continue;
            }
            end = SkipSpaces(line, end);
            var next = verb == ScenarioVerb.Receives && line.AsSpan(end).StartsWith(NextWord, StringComparison.Ordinal);
            if (next) end = SkipSpaces(line, end + NextWord.Length);
            if (end < line.Length && line[end] == ':') end++;
            return new ActionLine(client, verb, number, at + 1, next, new string(' ', end) + line[end..]);
        }
        throw error ?? new ScenarioException(file, number, 1, ScriptText.IsHeadEnd(line)
            ? "the head has ended before"
            : $"no declared client begins this line: '{line.Trim()}'");
    }

    /// <summary>
    /// The action with its body: the first block, and the blocks after it as long as its element is still open (a blank line in it
    /// means nothing). What follows is an orphan and ignored.
    /// </summary>
    public (ScenarioAction Action, ScriptBody Source) Complete(string file, List<List<(int Line, string Text)>> blocks)
    {
        var source = new ScriptBody(file);
        if (Verb is ScenarioVerb.Connects or ScenarioVerb.Disconnects or ScenarioVerb.Drops)
            return Rest.Trim() is { Length: > 0 } more ? throw Error(file, $"'{more}' is too much: this verb takes nothing") : (Action(null), source);
        if (blocks.Count == 0) throw Error(file, "the element is missing: an indented block should follow");
        if (Verb == ScenarioVerb.Receives && blocks[0].Count == 1 && blocks[0][0].Text.Trim() == Nothing) return (Action(null), source);

        var next = 0;
        BodyExtent extent;
        do
        {
            foreach (var (line, text) in blocks[next]) source.Add(line, text);
            extent = BodyScanner.Scan(source);
        }
        while (!extent.IsComplete && ++next < blocks.Count);
        return (Action(BodyXml.Parse(source, extent)), source);

        ScenarioAction Action(Element? body) => new(Client, Verb, body, file, Line, Column, Next);
    }

    private static int SkipSpaces(string line, int at)
    {
        while (at < line.Length && char.IsWhiteSpace(line[at])) at++;
        return at;
    }

    private ScenarioException Error(string file, string message) => new(file, Line, Column, message);

    private static ScenarioVerb? Known(string word) => word switch
    {
        "connects" => ScenarioVerb.Connects,
        "disconnects" => ScenarioVerb.Disconnects,
        "drops" => ScenarioVerb.Drops,
        "sends" => ScenarioVerb.Sends,
        "receives" => ScenarioVerb.Receives,
        _ => null,
    };
}
