using System.CommandLine;
using System.Security.Cryptography;
using Couplet.Player.Client;

namespace Couplet.Commands.Load;

/// <summary>The options of <c>couplet load</c>, and how they become settings.</summary>
internal sealed class LoadOptions
{
    private static readonly LoadSettings s_standard = new() { Mode = LoadMode.Rooms, Run = "" };

    private readonly Option<string> _host = Text("--host", "The server's host.", s_standard.Host);
    private readonly Option<int> _port = Number("--port", "The server's port.", s_standard.Port);
    private readonly Option<string> _domain = Text("--domain", "The accounts' domain.", s_standard.Domain);
    private readonly Option<string?> _muc = new("--muc") { Description = "The domain of the rooms (default: conference.DOMAIN)." };
    private readonly Option<int> _clients = Number("--clients", "Connections.", s_standard.Clients);
    private readonly Option<int> _pairs = Number("--pairs", "Pairs of clients.", s_standard.Pairs);
    private readonly Option<int> _rooms = Number("--rooms", "Rooms.", s_standard.Rooms);
    private readonly Option<int> _occupants = Number("--occupants", "Occupants of each room; each is a client of its own.", s_standard.Occupants);
    private readonly Option<int> _senders = Number("--senders", "Occupants of each room who speak.", s_standard.Senders);
    private readonly Option<int> _slow = Number("--slow", "Occupants of each room who stop reading once they are in; nothing is expected of them.", s_standard.Slow);
    private readonly Option<int> _window = Number("--window", "Messages under way of each pair or sender: the next is sent when one has arrived.", s_standard.Window);
    private readonly Option<double> _rate = new("--rate") { Description = "Messages per second of each sender, whether or not they have arrived, in place of --window." };
    private readonly Option<double> _seconds = new("--seconds") { Description = "How long to measure.", DefaultValueFactory = _ => s_standard.Seconds };
    private readonly Option<double> _warmup = new("--warmup") { Description = "Seconds of traffic before that.", DefaultValueFactory = _ => s_standard.Warmup };
    private readonly Option<int> _body = Number("--body", "Characters of a message.", s_standard.Body);
    private readonly Option<int> _parallel = Number("--parallel", "Logins, and joins, under way at once.", s_standard.Parallel);
    private readonly Option<bool> _tls = new("--tls") { Description = "Fail if the server offers no TLS." };
    private readonly Option<bool> _plaintext = new("--plaintext") { Description = "Stay in the clear even if TLS is offered." };
    private readonly Option<bool> _insecure = new("--tls-insecure") { Description = "Accept any certificate, from other hosts too." };
    private readonly Option<string> _sasl = Text("--sasl", "plain or scram.", "plain");
    private readonly Option<string> _prefix = Text("--prefix", "What the accounts' names begin with; numbers follow: u0, u1, ...", s_standard.Prefix);
    private readonly Option<int> _first = Number("--first", "The number of the first account.", s_standard.First);
    private readonly Option<string> _password = Text("--password", "The accounts' password.", s_standard.Password);
    private readonly Option<bool> _register = new("--register") { Description = "Make the accounts that do not exist (XEP-0077)." };
    private readonly Option<int[]> _pid = new("--pid") { Description = "The server's process on this machine: its CPU time and memory are measured (Linux)." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as one line of JSON." };

    internal LoadOptions() => _sasl.AcceptOnlyFromAmong("plain", "scram");

    /// <summary>The options that make sense for a mode.</summary>
    internal IEnumerable<Option> Of(LoadMode mode) =>
    [
        .. mode switch
        {
            LoadMode.Rooms => [_muc, _rooms, _occupants, _senders, _slow, _window, _rate, _seconds, _warmup, _body],
            LoadMode.Chat => [_pairs, _window, _rate, _seconds, _warmup, _body],
            LoadMode.Idle => (Option[])[_clients, _seconds],
            _ => [_clients],
        },
        _host, _port, _domain, _tls, _plaintext, _insecure, _sasl, _prefix, _first, _password, _register, _parallel, _pid, _json,
    ];

    /// <summary>The settings; null and a sentence if they make no sense.</summary>
    internal LoadSettings? Read(ParseResult parsed, LoadMode mode, out string? wrong)
    {
        var settings = new LoadSettings
        {
            Mode = mode,
            Run = RandomNumberGenerator.GetHexString(8, lowercase: true),
            Host = Value(_host, s_standard.Host),
            Port = Value(_port, s_standard.Port),
            Domain = Value(_domain, s_standard.Domain),
            Muc = parsed.GetValue(_muc),
            Clients = Value(_clients, s_standard.Clients),
            Pairs = Value(_pairs, s_standard.Pairs),
            Rooms = Value(_rooms, s_standard.Rooms),
            Occupants = Value(_occupants, s_standard.Occupants),
            Senders = Value(_senders, s_standard.Senders),
            Slow = Value(_slow, s_standard.Slow),
            Window = Value(_window, s_standard.Window),
            Rate = Value(_rate, s_standard.Rate),
            Seconds = Value(_seconds, s_standard.Seconds),
            Warmup = Value(_warmup, s_standard.Warmup),
            Body = Value(_body, s_standard.Body),
            Parallel = Value(_parallel, s_standard.Parallel),
            Tls = parsed.GetValue(_tls) ? TlsPolicy.Required : parsed.GetValue(_plaintext) ? TlsPolicy.Never : TlsPolicy.Auto,
            AcceptAnyCertificate = parsed.GetValue(_insecure),
            Sasl = parsed.GetValue(_sasl) == "scram" ? SaslPolicy.Scram : SaslPolicy.Plain,
            Prefix = Value(_prefix, s_standard.Prefix),
            First = Value(_first, s_standard.First),
            Password = Value(_password, s_standard.Password),
            Register = parsed.GetValue(_register),
            Pids = parsed.GetValue(_pid) ?? [],
            Json = parsed.GetValue(_json),
        };
        wrong = parsed.GetValue(_tls) && parsed.GetValue(_plaintext) ? "--tls and --plaintext cannot both be." : settings.Check();
        return wrong is null ? settings : null;

        // An option of another mode has no value here, not even its default.
        T Value<T>(Option<T> option, T standard) => parsed.GetResult(option) is null ? standard : parsed.GetValue(option)!;
    }

    private static Option<string> Text(string name, string description, string standard) => new(name) { Description = description, DefaultValueFactory = _ => standard };

    private static Option<int> Number(string name, string description, int standard)
        => new(name) { Description = description, DefaultValueFactory = _ => standard };
}
