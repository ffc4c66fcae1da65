using System.Text.Json;
using System.Text.Json.Serialization;
using Couplet.Protocol.Sasl;

namespace Couplet.Server.Accounts;

/// <summary>The layout of credentials on disk. Names may not change: they outlive the program.</summary>
internal sealed record StoredCredentials(int Iterations, byte[] Salt, byte[] StoredKey, byte[] ServerKey)
{
    internal static ReadOnlyMemory<byte> Write(ScramCredentials c)
        => JsonSerializer.SerializeToUtf8Bytes(new StoredCredentials(c.Iterations, c.Salt.ToArray(), c.StoredKey.ToArray(), c.ServerKey.ToArray()),
            StoredCredentialsJson.Default.StoredCredentials);

    internal static ScramCredentials Read(ScramHash hash, ReadOnlyMemory<byte> json)
    {
        var s = JsonSerializer.Deserialize(json.Span, StoredCredentialsJson.Default.StoredCredentials)
            ?? throw new InvalidDataException("Credentials cannot be read.");
        return new ScramCredentials(hash, s.Iterations, s.Salt, s.StoredKey, s.ServerKey);
    }
}

[JsonSerializable(typeof(StoredCredentials))]
internal sealed partial class StoredCredentialsJson : JsonSerializerContext;
