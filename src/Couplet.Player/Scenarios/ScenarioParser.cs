using System.Collections.Immutable;

namespace Couplet.Player.Scenarios;

/// <summary>Reads a script: the head of clients, then the actions with their bodies.</summary>
internal sealed class ScenarioParser
{
    private readonly string _file;
    private readonly string[] _lines;
    private readonly string? _title;

    public ScenarioParser(string file, string text)
    {
        _file = file;
        _lines = ScriptText.Lines(text);
        _title = Array.Find(_lines, l => l.StartsWith('#') && ScriptText.IsComment(l))?[1..].Trim();
    }

    public Scenario Parse()
    {
        var at = 0;
        var head = new HeadParser(_file);
        while (at < _lines.Length && !ScriptText.IsHeadEnd(_lines[at]))
        {
            if (!IsNothing(_lines[at])) head.Line(at + 1, _lines[at]);
            at++;
        }
        if (at == _lines.Length) throw Error(_lines.Length, 1, "the head does not end: a line of three or more dashes is missing");
        var clients = head.Clients();
        var actions = Actions(at + 1, clients);
        var title = string.IsNullOrEmpty(_title) ? Path.GetFileNameWithoutExtension(_file) : _title;
        VariableCheck.Run(clients, actions);
        return new Scenario(_file, title, clients, [.. actions.Select(a => a.Action)]);
    }

    private List<(ScenarioAction Action, ScriptBody Source)> Actions(int at, ImmutableArray<ScenarioClient> clients)
    {
        var actions = new List<(ScenarioAction, ScriptBody)>();
        while (at < _lines.Length)
        {
            var line = _lines[at];
            if (IsNothing(line))
            {
                at++;
                continue;
            }
            if (ScriptText.IsIndented(line))
                throw Error(at + 1, 1 + Indent(line), "an indented block without an action above it");
            var start = ActionLine.Read(_file, at + 1, line, clients);
            var blocks = Blocks(ref at, start);
            actions.Add(start.Complete(_file, blocks));
        }
        return actions;
    }

    /// <summary>The blocks of indented lines after an action, parted by blank lines and comments.</summary>
    private List<List<(int, string)>> Blocks(ref int at, ActionLine start)
    {
        var blocks = new List<List<(int, string)>>();
        var open = false;
        if (start.Rest.Trim().Length > 0)
        {
            blocks.Add([(start.Line, start.Rest)]);
            open = true;
        }
        for (at++; at < _lines.Length; at++)
        {
            var line = _lines[at];
            if (IsNothing(line)) open = false;
            else if (!ScriptText.IsIndented(line)) break;
            else
            {
                if (!open) blocks.Add([]);
                blocks[^1].Add((at + 1, line));
                open = true;
            }
        }
        return blocks;
    }

    private static bool IsNothing(string line) => string.IsNullOrWhiteSpace(line) || ScriptText.IsComment(line);

    private static int Indent(string line) => line.Length - line.TrimStart().Length;

    private ScenarioException Error(int line, int column, string message) => new(_file, line, column, message);
}
