using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Routing;

namespace Couplet.Server.Features.Registration;

/// <summary>What somebody who is logged in asks of the own account (XEP-0077 §3.2, §3.3).</summary>
internal static class OwnAccountRequest
{
    internal static async ValueTask<IqReply> AnswerAsync(CoupletServer server, IqRequest request)
    {
        var from = request.From;
        if (from.Domain != server.Domain.Domain || from.Local is not { } local || (request.Account is not null && !request.IsOwner)) return StanzaError.Forbidden();
        if (!request.IsSet)
            return new Element("query", ForeignNamespaces.Register, new Element("registered", ForeignNamespaces.Register),
                new Element("username", ForeignNamespaces.Register, local), new Element("password", ForeignNamespaces.Register));
        if (request.Payload.Child("remove") is not null) return await RemoveAsync(server, request, local).ConfigureAwait(false);

        var form = RegistrationForm.Read(request.Payload);
        if (form is not { Username: { } username, Password: { } password }) return StanzaError.BadRequest("User name and password are needed.");
        if (!Protocol.Addressing.Jid.TryCreate(username, from.Domain, null, out var named) || named != from.Bare)
            return StanzaError.NotAllowed("Only one's own password can be changed.");
        if (server.Options.RequireTls && server.Accounts.Get(local).FindSession(from.Resource) is not { IsSecure: true }) return StanzaError.NotAuthorized("Start TLS first.");
        return await server.AccountStore.SetPasswordAsync(local, password).ConfigureAwait(false) ? IqReply.Ok : StanzaError.NotAcceptable("This cannot be a password.");
    }

    /// <summary>The answer goes out before the sessions end, so it is not left to the caller.</summary>
    private static async ValueTask<IqReply> RemoveAsync(CoupletServer server, IqRequest request, string local)
    {
        if (request.Payload.Elements().Skip(1).Any()) return StanzaError.BadRequest("Nothing may stand beside 'remove'.");
        if (request.Account is { } own) await EndAsync(own).ConfigureAwait(false);
        else await server.Accounts.RunAsync(local, EndAsync).ConfigureAwait(false);
        return IqReply.Deferred;

        ValueTask EndAsync(Account account) => AccountDeletion.RunAsync(account,
            () => account.FindSession(request.From.Resource)?.Deliver(EncodedStanza.Of(request.Iq.ToResult()), request.From));
    }
}
