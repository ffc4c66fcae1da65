using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;

namespace Couplet.Server.Features.AdHocCommands;

/// <summary>The errors of XEP-0050 §4.4.</summary>
internal static class CommandErrors
{
    internal static StanzaError MalformedAction() => Bad("malformed-action", "There is no such action.");

    internal static StanzaError BadAction() => Bad("bad-action", "This action is not possible at this stage.");

    internal static StanzaError BadPayload(string text) => Bad("bad-payload", text);

    internal static StanzaError BadSession() => Bad("bad-sessionid", "This session was never yours.");

    internal static StanzaError SessionExpired() => StanzaError.NotAllowed("This session is over.") with { Application = Condition("session-expired") };

    private static StanzaError Bad(string condition, string text) => StanzaError.BadRequest(text) with { Application = Condition(condition) };

    private static Element Condition(string name) => new(name, AdHocCommandsFeature.Namespace);
}
