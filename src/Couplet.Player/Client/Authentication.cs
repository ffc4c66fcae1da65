using Couplet.Player.Running;
using Couplet.Player.Scenarios;
using Couplet.Protocol.Sasl;
using Couplet.Protocol.Xml;

namespace Couplet.Player.Client;

/// <summary>
/// SASL (RFC 6120 §6). A server that does not know an account yet may create it at its first login with PLAIN, so a refusal of SCRAM is
/// followed by PLAIN; three attempts are enough for anybody.
/// </summary>
internal sealed class Authentication(ElementStream stream, ScenarioClient client, bool plainIsSafe, SaslPolicy policy = SaslPolicy.Auto)
{
    private const int MaxAttempts = 3;

    /// <summary>Authenticates with what <paramref name="features"/> offer.</summary>
    /// <exception cref="ConnectException">The server refused every attempt, or its own proof is wrong.</exception>
    public async Task RunAsync(Element features, CancellationToken cancellationToken)
    {
        var isGuest = client.Jid.Local is null;
        if (client.Password is null && !isGuest) throw Refused("the script gives no password");
        var offered = features.Child("mechanisms", SaslElement.Namespace)?.Elements("mechanism").Select(m => m.Text.Trim()).ToHashSet() ?? [];
        var wanted = policy == SaslPolicy.Auto ? "no mechanism that this client knows" : $"no {policy.ToString().ToUpperInvariant()}";
        var reason = "the server offers " + wanted
            + (offered.Contains(SaslMechanism.Plain) ? " and that is safe without TLS" : "");
        var options = new SaslClientOptions { Username = client.Jid.Local, Password = client.Password ?? "", AllowPlain = plainIsSafe };
        foreach (var mechanism in isGuest ? [SaslMechanism.Anonymous] : Order(offered).Take(MaxAttempts))
        {
            if (isGuest ? !SaslClient.TryChoose(offered, options, out var exchange) : !SaslClient.TryCreate(mechanism, offered, options, out exchange)) continue;
            var failure = await AttemptAsync(exchange, cancellationToken);
            if (failure is null) return;
            var condition = failure.Elements().FirstOrDefault(e => e.Name != "text")?.Name ?? "failure";
            reason = $"the server answers {condition} to {mechanism}";
            if (condition is not ("not-authorized" or "invalid-mechanism" or "mechanism-too-weak")) break;
        }
        throw Refused(reason);
    }

    private IEnumerable<string> Order(HashSet<string> offered)
    {
        string[] scram = [.. SaslMechanism.ByPreference.Where(m => offered.Contains(m)
            && SaslMechanism.TryGetScram(m, out _, out var channelBinding) && !channelBinding)];
        if (policy == SaslPolicy.Scram) return scram;
        var plain = plainIsSafe && offered.Contains(SaslMechanism.Plain) ? [SaslMechanism.Plain] : Array.Empty<string>();
        return policy == SaslPolicy.Plain ? plain : [.. scram.Take(1), .. plain, .. scram.Skip(1)];
    }

    /// <summary>One exchange; answers the server's <c>failure</c>, or null for success.</summary>
    private async Task<Element?> AttemptAsync(SaslClient exchange, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(SaslElement.Of("auth", exchange.InitialResponse).With("mechanism", exchange.Mechanism), cancellationToken);
        while (true)
        {
            var answer = await stream.ReadAsync(cancellationToken) ?? throw Refused("the server closed the stream");
            if (answer.Is("failure", SaslElement.Namespace)) return answer;
            if (answer.Namespace != SaslElement.Namespace) throw Refused(StreamEnd.Describe(answer));
            if (!SaslElement.TryDecode(answer.Text.Trim(), out var data)) throw Refused($"the server's <{answer.Name}> is not base64");
            if (answer.Name == "success")
            {
                if (!exchange.Accepts(data)) throw Refused("the server does not know the password itself: its proof is wrong");
                return null;
            }
            if (!exchange.TryRespond(data ?? [], out var response)) throw Refused($"the server's challenge to {exchange.Mechanism} makes no sense");
            await stream.WriteAsync(SaslElement.Of("response", response), cancellationToken);
        }
    }

    private ConnectException Refused(string reason) => new($"'{client.Name}' ({client.Jid}) could not log in: {reason}");
}
