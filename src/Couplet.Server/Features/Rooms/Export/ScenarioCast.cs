using System.Globalization;
using Couplet.Protocol.Addressing;

namespace Couplet.Server.Features.Rooms.Export;

/// <summary>The clients of a scenario: each session of the room's history gets a name, and an address on the server where it is played.</summary>
/// <param name="domain">The domain of that server.</param>
internal sealed class ScenarioCast(string domain)
{
    private readonly Dictionary<Jid, ScenarioClient> _clients = [];
    private readonly Dictionary<Jid, Jid> _accounts = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _locals = new(StringComparer.Ordinal);

    /// <summary>In the order of their appearance.</summary>
    internal IEnumerable<ScenarioClient> All => _clients.Values.OrderBy(c => c.Number);

    /// <summary>The client that plays a session.</summary>
    /// <param name="session">The full JID in the history; a bare one stands for any session of the account.</param>
    /// <param name="nick">What the client may be called, if there is a nickname.</param>
    internal ScenarioClient Of(Jid session, string? nick)
    {
        if (session.IsBare && _clients.FirstOrDefault(c => c.Key.Bare == session).Value is { } any) return any;
        if (_clients.TryGetValue(session, out var known)) return known;
        var number = _clients.Count + 1;
        var resource = session.Resource is { Length: > 0 and <= 64 } r && r.All(IsPlain) ? r : "client" + number.ToString(CultureInfo.InvariantCulture);
        return _clients[session] = new ScenarioClient(number, Name(nick ?? session.Local), Account(session).WithResource(resource));
    }

    /// <summary>The account that stands for one of the history.</summary>
    internal Jid Account(Jid account)
    {
        if (_accounts.TryGetValue(account.Bare, out var known)) return known;
        var local = account.Local ?? "nobody";
        for (var n = 2; !_locals.Add(local); n++) local = (account.Local ?? "nobody") + n.ToString(CultureInfo.InvariantCulture);
        return _accounts[account.Bare] = Jid.Parse($"{local}@{domain}");
    }

    private string Name(string? wanted)
    {
        var plain = string.Concat((wanted ?? "").Where(char.IsAsciiLetterOrDigit));
        if (plain.Length == 0) plain = "Client";
        plain = char.ToUpperInvariant(plain[0]) + plain[1..];
        var name = plain;
        for (var n = 2; !_names.Add(name); n++) name = $"{plain}_{n.ToString(CultureInfo.InvariantCulture)}";
        return name;
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';
}

/// <summary>A client of a scenario.</summary>
/// <param name="Number">Its place in the order of appearance.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Jid">Its full JID.</param>
internal sealed record ScenarioClient(int Number, string Name, Jid Jid);
