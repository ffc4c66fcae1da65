using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Sessions;

namespace Couplet.Server.Features;

/// <summary>Finds and runs the handler of an iq request (RFC 6120 §8.2.3, §8.4).</summary>
internal static class IqDispatch
{
    /// <summary>The answer; null when it comes by another way.</summary>
    internal static async ValueTask<Iq?> AnswerAsync(CoupletServer server, DiscoTarget target, Iq iq, Account? account, ClientSession? session)
    {
        var payload = iq.FirstChild;
        if (payload is null || iq.Elements().Skip(1).Any()) return iq.ToError(StanzaError.BadRequest("An iq request has exactly one child element."));
        if (server.Features.FindIqHandler(target, iq.Type, payload) is not { } handler) return iq.ToError(StanzaError.ServiceUnavailable());
        var reply = await handler(new IqRequest(iq, payload, account, session)).ConfigureAwait(false);
        return reply.ToStanza(iq);
    }
}
