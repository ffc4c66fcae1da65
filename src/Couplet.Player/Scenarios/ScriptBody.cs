using System.Text;

namespace Couplet.Player.Scenarios;

/// <summary>The text of an action's body that knows where in the file each of its characters stands.</summary>
internal sealed class ScriptBody(string file)
{
    private readonly StringBuilder _text = new();
    private readonly List<(int Offset, int Line)> _starts = [];

    public string File { get; } = file;

    public string Text => _text.ToString();

    public void Add(int line, string text)
    {
        if (_text.Length > 0) _text.Append('\n');
        _starts.Add((_text.Length, line));
        _text.Append(text);
    }

    public ScenarioException Error(int offset, string message)
    {
        var (start, line) = _starts.FindLast(s => s.Offset <= offset);
        return new ScenarioException(File, line, offset - start + 1, message);
    }
}
