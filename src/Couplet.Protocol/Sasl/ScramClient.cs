using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Couplet.Protocol.Sasl;

/// <summary>SCRAM and SCRAM-PLUS (RFC 5802, RFC 7677).</summary>
internal sealed class ScramClient : SaslClient
{
    // Below, a server makes the password cheap to guess (RFC 7677 §4); above, it makes the client work for nothing.
    private const int MinIterations = 4096, MaxIterations = 5_000_000;

    private readonly ScramHash _hash;
    private readonly string _password;
    private readonly string _nonce;
    private readonly string _gs2Header;
    private readonly string _bare;
    private readonly ReadOnlyMemory<byte> _bindingData;
    private byte[]? _serverSignature;

    internal ScramClient(ScramHash hash, bool plus, string preparedPassword, bool serverBinds, SaslClientOptions options)
        : base(hash.MechanismName + (plus ? "-PLUS" : ""))
    {
        _hash = hash;
        _password = preparedPassword;
        _nonce = options.NewNonce();
        // 'y': I could, but you do not seem to (RFC 5802 §6); the server knows better if someone in the middle hid its offer.
        var flag = plus ? $"p={options.ChannelBindings[0].Type}" : options.ChannelBindings.Count > 0 && !serverBinds ? "y" : "n";
        if (plus) _bindingData = options.ChannelBindings[0].Data;
        _gs2Header = $"{flag},{(options.Authzid is { } authzid ? "a=" + ScramText.EscapeName(authzid) : "")},";
        var name = Addressing.Precis.UsernameCaseMapped(options.Username!, out var prepared) ? prepared : options.Username!;
        _bare = $"n={ScramText.EscapeName(name)},r={_nonce}";
    }

    public override byte[] InitialResponse => Encoding.UTF8.GetBytes(_gs2Header + _bare);

    public override bool TryRespond(ReadOnlySpan<byte> challenge, [NotNullWhen(true)] out byte[]? response)
    {
        response = null;
        if (_serverSignature is not null || !ScramText.TryDecode(challenge, out var serverFirst)) return false;
        if (!TryParse(serverFirst, out var nonce, out var salt, out var iterations)) return false;
        byte[] binding = [.. Encoding.UTF8.GetBytes(_gs2Header), .. _bindingData.Span];
        var withoutProof = $"c={Convert.ToBase64String(binding)},r={nonce}";
        var authMessage = Encoding.UTF8.GetBytes($"{_bare},{serverFirst},{withoutProof}");
        var (proof, serverKey) = ScramKeys.Derive(_password, _hash, iterations, salt);
        var signature = _hash.Mac(_hash.Digest(proof), authMessage);
        for (var i = 0; i < proof.Length; i++) proof[i] ^= signature[i];
        _serverSignature = _hash.Mac(serverKey, authMessage);
        response = Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
        return true;
    }

    public override bool Accepts(byte[]? additionalData)
        => _serverSignature is not null && additionalData is not null && ScramText.TryDecode(additionalData, out var text)
            && ScramText.TryValue(text.Split(',')[0], 'v', out var value) && ScramText.TryBase64(value, out var signature)
            && CryptographicOperations.FixedTimeEquals(signature, _serverSignature);

    private bool TryParse(string serverFirst, out string nonce, out byte[] salt, out int iterations)
    {
        (nonce, salt, iterations) = ("", [], 0);
        var parts = serverFirst.Split(',');
        if (parts.Length < 3 || !ScramText.TryValue(parts[0], 'r', out var bothNonces) || !ScramText.IsNonce(bothNonces)) return false;
        nonce = bothNonces;
        foreach (var extension in parts.AsSpan(3))
            if (!ScramText.IsOptionalExtension(extension)) return false;
        return nonce.Length > _nonce.Length && nonce.StartsWith(_nonce, StringComparison.Ordinal)
            && ScramText.TryValue(parts[1], 's', out var encoded) && ScramText.TryBase64(encoded, out salt)
            && ScramText.TryValue(parts[2], 'i', out var count) && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out iterations)
            && iterations is >= MinIterations and <= MaxIterations;
    }
}
