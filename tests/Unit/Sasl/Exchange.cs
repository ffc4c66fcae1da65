using Couplet.Protocol.Sasl;

namespace Couplet.Tests.Sasl;

/// <summary>Both sides of an exchange, connected.</summary>
internal static class Exchange
{
    internal const int Iterations = 4096;

    internal static SaslServerOptions Server { get; } = new() { UnknownUserSecret = "0123456789abcdef"u8.ToArray(), Iterations = Iterations };

    internal static SaslServer Begin(string mechanism, SaslServerOptions? options = null)
        => SaslMechanism.TryCreateServer(mechanism, options ?? Server, out var server) ? server : throw new ArgumentException(mechanism);

    internal static SaslClient Client(string mechanism, SaslClientOptions options, params string[] offered)
        => SaslClient.TryCreate(mechanism, offered, options, out var client) ? client : throw new ArgumentException(mechanism);

    /// <summary>Plays to the end; <paramref name="accounts"/> maps a canonical name to its password.</summary>
    internal static SaslStep Run(SaslClient client, SaslServer server, params (string Name, string Password)[] accounts)
    {
        var step = server.Begin(client.InitialResponse);
        for (var turn = 0; turn < 5; turn++)
        {
            switch (step)
            {
                case SaslStep.NeedCredentials need:
                    var known = accounts.FirstOrDefault(account => account.Name == need.Username);
                    step = server.Continue(known.Name is null ? null
                        : ScramCredentials.Derive(known.Password, need.Hash ?? ScramHash.Sha256, Iterations, new byte[16]));
                    break;
                case SaslStep.Challenge challenge:
                    Assert.True(client.TryRespond(challenge.Data.Span, out var response));
                    step = server.Step(response);
                    break;
                case SaslStep.Success success:
                    Assert.True(client.Accepts(success.Data?.ToArray()));
                    return step;
                default:
                    return step;
            }
        }
        throw new InvalidOperationException("The exchange does not end.");
    }
}
