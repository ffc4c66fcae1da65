using Couplet.Protocol.Stanzas;

namespace Couplet.Server.Sessions.Journal;

/// <summary>
/// Recognises a stanza that a client sends again after a resumption: by its id where it has one, since clients may have added to it
/// meanwhile (a delay, XEP-0203), else by what it says.
/// </summary>
internal static class StanzaFingerprint
{
    private const uint Basis = 2_166_136_261;
    private const uint Prime = 16_777_619;

    internal static uint Of(Stanza stanza)
    {
        var hash = Add(Add(Add(Add(Basis, stanza.Name), stanza.To.ToString()), stanza.TypeName), stanza.Id);
        return stanza.Id is null ? Add(hash, stanza.Payload.Span) : hash;
    }

    /// <summary>For what a presence says of its sender, whoever it is for and however it was written.</summary>
    internal static uint OfContent(Stanza stanza) => Add(Basis, stanza.WithAddresses(default, default).ToString());

    private static uint Add(uint hash, string? text)
    {
        foreach (var c in text ?? "") hash = (hash ^ c) * Prime;
        return (hash ^ 0xFFFF) * Prime;
    }

    private static uint Add(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) hash = (hash ^ b) * Prime;
        return hash;
    }
}
