using System.Text;

namespace Couplet.Protocol.Sasl;

/// <summary>PLAIN (RFC 4616).</summary>
internal sealed class PlainClient(string username, string password, string? authzid) : SaslClient(SaslMechanism.Plain)
{
    public override byte[] InitialResponse => Encoding.UTF8.GetBytes($"{authzid}\0{username}\0{password}");
}

/// <summary>EXTERNAL (RFC 4422, appendix A).</summary>
internal sealed class ExternalClient(SaslClientOptions options) : SaslClient(SaslMechanism.External)
{
    public override byte[] InitialResponse => Encoding.UTF8.GetBytes(options.Authzid ?? "");
}

/// <summary>ANONYMOUS (RFC 4505), without a trace.</summary>
internal sealed class AnonymousClient() : SaslClient(SaslMechanism.Anonymous)
{
    public override byte[] InitialResponse => [];
}
