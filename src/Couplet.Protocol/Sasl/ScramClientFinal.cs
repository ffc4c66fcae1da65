using System.Diagnostics.CodeAnalysis;

namespace Couplet.Protocol.Sasl;

/// <summary>The client-final-message (RFC 5802 §7).</summary>
/// <param name="Binding">The GS2 header and the channel binding's data, decoded.</param>
/// <param name="Nonce">Both nonces.</param>
/// <param name="Proof">Decoded.</param>
/// <param name="WithoutProof">All before the proof, as sent.</param>
internal sealed record ScramClientFinal(byte[] Binding, string Nonce, byte[] Proof, string WithoutProof)
{
    internal static bool TryParse(string text, [NotNullWhen(true)] out ScramClientFinal? message)
    {
        message = null;
        var parts = text.Split(',');
        if (parts.Length < 3) return false;
        if (!ScramText.TryValue(parts[0], 'c', out var binding) || !ScramText.TryBase64(binding, out var bindingData)) return false;
        if (!ScramText.TryValue(parts[1], 'r', out var nonce)) return false;
        foreach (var extension in parts.AsSpan(2..^1))
            if (!ScramText.IsOptionalExtension(extension)) return false;
        if (!ScramText.TryValue(parts[^1], 'p', out var proof) || !ScramText.TryBase64(proof, out var proofData)) return false;
        message = new ScramClientFinal(bindingData, nonce, proofData, text[..^(parts[^1].Length + 1)]);
        return true;
    }
}
