using System.Collections.Immutable;
using System.Globalization;
using Couplet.Protocol.Addressing;

namespace Couplet.Player.Scenarios;

/// <summary>Reads the head of a script: <c>[Client] NAME</c> and the properties below it.</summary>
internal sealed class HeadParser(string file)
{
    private const string Marker = "[Client]";
    private readonly List<(string Name, int Line, Dictionary<string, (string Value, int Line, int Column)> Properties)> _clients = [];

    public void Line(int number, string line)
    {
        var text = line.Trim();
        var column = line.IndexOf(text, StringComparison.Ordinal) + 1;
        if (text.StartsWith('[')) Declare(number, column, text);
        else Property(number, column, text);
    }

    public ImmutableArray<ScenarioClient> Clients() => [.. _clients.Select(c => Client(c.Name, c.Line, c.Properties))];

    private void Declare(int number, int column, string text)
    {
        if (!text.StartsWith(Marker, StringComparison.OrdinalIgnoreCase))
            throw Error(number, column, $"'{text}' is not known here: a client is declared by '[Client] NAME'");
        var name = text[Marker.Length..].Trim();
        if (name.Length == 0) throw Error(number, column, "the client has no name");
        if (_clients.Exists(c => c.Name == name)) throw Error(number, column, $"the client '{name}' is declared twice");
        _clients.Add((name, number, []));
    }

    private void Property(int number, int column, string text)
    {
        if (_clients.Count == 0) throw Error(number, column, $"'{text}' stands before the first '[Client] NAME'");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) throw Error(number, column, $"'{text}' is no 'key: value'; does the line of dashes that ends the head stand too late?");
        var key = text[..colon].TrimEnd();
        if (!_clients[^1].Properties.TryAdd(key, (text[(colon + 1)..].Trim(), number, column)))
            throw Error(number, column, $"'{key}' is given twice for '{_clients[^1].Name}'");
    }

    private ScenarioClient Client(string name, int line, Dictionary<string, (string Value, int Line, int Column)> properties)
    {
        if (!properties.TryGetValue("jid", out var jid)) throw Error(line, 1, $"the client '{name}' has no jid");
        // A domain alone is for logging in without a name (RFC 4505).
        if (!Jid.TryParse(jid.Value, out var address) || (address.Local is null && properties.ContainsKey("password")))
            throw Error(jid.Line, jid.Column, $"'{jid.Value}' is not the address of an account");
        if (properties.TryGetValue("connect_port", out var port)
            && !(ushort.TryParse(port.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0))
            throw Error(port.Line, port.Column, $"'{port.Value}' is not a port");
        return new ScenarioClient(name, address, properties.ToImmutableDictionary(p => p.Key, p => p.Value.Value, StringComparer.Ordinal), line);
    }

    private ScenarioException Error(int line, int column, string message) => new(file, line, column, message);
}
