using System.Security.Cryptography;
using Couplet.Server.Storage;

namespace Couplet.Server.Accounts;

/// <summary>Secrets that the service makes at its first start and keeps: what is derived from them stays the same ever after.</summary>
public sealed class ServiceSecrets
{
    private const string Owner = "service";
    private const string Kind = "secret";
    private readonly byte[] _master;

    private ServiceSecrets(byte[] master) => _master = master;

    /// <summary>From which the salts of unknown users are made.</summary>
    public byte[] UnknownUsers => Derive("unknown users");

    /// <summary>A secret for one purpose, 32 bytes.</summary>
    public byte[] Derive(string purpose)
        => HKDF.DeriveKey(HashAlgorithmName.SHA256, _master, 32, info: System.Text.Encoding.UTF8.GetBytes(purpose));

    /// <summary>Reads the secrets, or makes them.</summary>
    internal static async ValueTask<ServiceSecrets> LoadAsync(IDocumentStore documents, CancellationToken cancellation)
    {
        if (await documents.GetAsync(Owner, Kind, "master", cancellation).ConfigureAwait(false) is { } found) return new ServiceSecrets(found.ToArray());
        var master = RandomNumberGenerator.GetBytes(32);
        await documents.WriteAsync(new[] { new DocumentWrite(Owner, Kind, "master", master) }, cancellation).ConfigureAwait(false);
        return new ServiceSecrets(master);
    }
}
