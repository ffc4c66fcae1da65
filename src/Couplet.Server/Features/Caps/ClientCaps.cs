using System.Security.Cryptography;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.Caps;

/// <summary>The hash by which a client says in its presence what it can do (XEP-0115, XEP-0390).</summary>
/// <param name="Algorithm">The hash function, named as in XEP-0300; with a <c>2:</c> before it for XEP-0390.</param>
/// <param name="Hash">The hash, in Base64.</param>
/// <param name="Node">The node at which the client tells what the hash stands for.</param>
internal sealed record ClientCaps(string Algorithm, string Hash, string Node)
{
    internal const string Namespace2 = "urn:xmpp:caps";
    private const string HashesNamespace = "urn:xmpp:hashes:2";
    private const string Edition2 = "2:";
    private const int LongestHash = 200;

    /// <summary>Its name in the cache.</summary>
    internal string Key => $"{Algorithm}|{Hash}";

    /// <summary>The hash in a presence stanza; null if there is none that can be verified here.</summary>
    internal static ClientCaps? Find(Presence presence)
    {
        if (presence.Child("c", Namespace2) is { } set)
            foreach (var hash in set.Elements("hash", HashesNamespace))
                if (hash["algo"] is { } algorithm && Digest(algorithm, []) is not null && hash.Text is { Length: > 0 and <= LongestHash } text)
                    return new ClientCaps(Edition2 + algorithm, text, $"{Namespace2}#{algorithm}.{text}");
        return presence.Child("c", CapsFeature.Namespace) is { } c && c["hash"] is { } name && Digest(name, []) is not null
            && c["ver"] is { Length: > 0 and <= LongestHash } ver && c["node"] is { Length: > 0 } node
            ? new ClientCaps(name, ver, $"{node}#{ver}") : null;
    }

    /// <summary>Whether a client's answer is what the hash stands for, so that others may rely on it (XEP-0115 §5.4).</summary>
    internal bool Verify(Element query)
    {
        var isSecond = Algorithm.StartsWith(Edition2, StringComparison.Ordinal);
        var input = isSecond ? CapsInput.Of(query) : CapsFeature.VerificationString(query.Elements());
        return input is not null && Digest(isSecond ? Algorithm[Edition2.Length..] : Algorithm, input) is { } digest && Convert.ToBase64String(digest) == Hash;
    }

    private static byte[]? Digest(string algorithm, byte[] input) => algorithm switch
    {
        "sha-1" => SHA1.HashData(input),
        "sha-256" => SHA256.HashData(input),
        "sha-512" => SHA512.HashData(input),
        "sha3-256" when SHA3_256.IsSupported => SHA3_256.HashData(input),
        _ => null,
    };
}
