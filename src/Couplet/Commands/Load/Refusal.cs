using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Commands.Load;

/// <summary>A stanza error in words.</summary>
internal static class Refusal
{
    internal static string Of(StanzaError? error)
        => error is null ? "an error without a condition" : error.Name + (string.IsNullOrEmpty(error.Text) ? "" : $" ({error.Text})");

    internal static string Of(RawElement stanza)
        => Of(stanza.ToElement().Child("error", Stanza.ClientNamespace) is { } error ? StanzaError.FromElement(error) : null);
}
