using System.Globalization;
using Couplet.Protocol.Sasl;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;

namespace Couplet.Server.Features.Portability;

/// <summary>What an account logs in with (XEP-0227 §4.3): SCRAM credentials, or, where another server gives it, a password.</summary>
internal sealed class CredentialsPart : IPortablePart
{
    private const int MostIterations = 10_000_000;

    public bool Takes(Element element) => element.Is("scram-credentials", PortableNamespaces.Scram);

    public async IAsyncEnumerable<Element> ExportAsync(PortableSource source)
    {
        foreach (var (key, value) in await source.ListAsync(AccountStore.CredentialsKind).ConfigureAwait(false))
        {
            if (!Enum.TryParse<ScramHash>(key, out var hash)) continue;
            var c = StoredCredentials.Read(hash, value);
            yield return new Element("scram-credentials", PortableNamespaces.Scram, new XmlAttr("mechanism", Mechanism(hash)),
                Text("iter-count", c.Iterations.ToString(CultureInfo.InvariantCulture)), Text("salt", Convert.ToBase64String(c.Salt.Span)),
                Text("server-key", Convert.ToBase64String(c.ServerKey.Span)), Text("stored-key", Convert.ToBase64String(c.StoredKey.Span)));
        }
    }

    public void Import(Element element, PortableTarget target)
    {
        var name = element["mechanism"] ?? "";
        var hash = Array.Find(Enum.GetValues<ScramHash>().Cast<ScramHash?>().ToArray(), h => Mechanism(h!.Value) == name);
        if (hash is not { } known)
        {
            target.Remarks.Add($"credentials for {name} are of no use here and were left out");
            return;
        }
        if (!int.TryParse(Read(element, "iter-count"), NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < 1 or > MostIterations)
            throw new PortableDataException($"The iteration count of {name} is no number from 1 to {MostIterations}.");
        var size = known switch { ScramHash.Sha1 => 20, ScramHash.Sha256 => 32, _ => 64 };
        var (salt, stored, server) = (Key(element, "salt", null), Key(element, "stored-key", size), Key(element, "server-key", size));
        target.Add(AccountStore.CredentialsKind, known.ToString(), StoredCredentials.Write(new ScramCredentials(known, iterations, salt, stored, server)), name);
    }

    /// <summary>Credentials of a password in the clear; those that the file has besides are the better ones.</summary>
    internal static void Password(string password, PortableTarget target)
    {
        foreach (var hash in Enum.GetValues<ScramHash>())
        {
            if (target.Find(AccountStore.CredentialsKind, hash.ToString()) is not null) continue;
            if (!ScramCredentials.TryDerive(password, hash, target.Iterations, out var credentials))
                throw new PortableDataException("The password is empty or has characters that are not allowed.");
            target.Set(AccountStore.CredentialsKind, hash.ToString(), StoredCredentials.Write(credentials));
        }
    }

    private static string Mechanism(ScramHash hash) => hash switch
    {
        ScramHash.Sha1 => "SCRAM-SHA-1",
        ScramHash.Sha256 => "SCRAM-SHA-256",
        _ => "SCRAM-SHA-512",
    };

    private static Element Text(string name, string text) => new(name, PortableNamespaces.Scram, text);

    private static string Read(Element element, string name)
        => element.Elements(name).Take(2).ToArray() is [var only] ? only.Text.Trim() : throw new PortableDataException($"The credentials for {element["mechanism"]} need one <{name}>.");

    private static byte[] Key(Element element, string name, int? size)
    {
        var text = Read(element, name);
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length == 0 || (size ?? length) != length)
            throw new PortableDataException($"<{name}> of {element["mechanism"]} is not base64 of the right length.");
        return bytes[..length];
    }
}
