using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Invitations;

namespace Couplet.Server.Features.Registration;

/// <summary>Makes an account for somebody who has none (XEP-0077 §3.1): for anybody, or for those with an invitation (XEP-0445).</summary>
internal sealed class AccountRegistration(CoupletServer server)
{
    private readonly RegistrationLimit? _limit = server.Options.Limits.Enabled
        ? new RegistrationLimit(server.Options.Registration.PerAddressPerHour, server.Time) : null;

    private IInvitations? Invitations => server.Features.Invitations;

    internal async ValueTask<IqReply> AnswerAsync(Iq iq, Element payload, IUnauthenticatedStream stream)
    {
        var token = Invitations?.TokenOf(stream);
        if (!server.Options.Registration.Enabled && token is null) return StanzaError.NotAllowed("An invitation is needed.");
        if (server.Options.RequireTls && !stream.IsSecure) return StanzaError.NotAllowed("Start TLS first.");
        if (iq.Type == IqType.Get) return RegistrationForm.Blank();
        if (RegistrationForm.Read(payload) is not { Username: { } username, Password: { } password }) return StanzaError.NotAcceptable("User name and password are needed.");
        if (!Jid.TryCreate(username, server.Domain.Domain, null, out var jid)) return StanzaError.NotAcceptable("This cannot be a user name.");
        if (Invitations is { } invitations && await invitations.IsReservedAsync(jid.Local!, token).ConfigureAwait(false)) return Taken();
        if (token is null && _limit?.TryCount(stream.RemoteAddress) == false) return StanzaError.ResourceConstraint("Too many accounts have been made from this address.");
        return await server.AccountStore.CreateAsync(username, password).ConfigureAwait(false) switch
        {
            AccountCreation.Created => await InvitedAsync(jid, token).ConfigureAwait(false),
            AccountCreation.Exists or AccountCreation.Deleted => Taken(),
            AccountCreation.BadName => StanzaError.NotAcceptable("This cannot be a user name."),
            _ => StanzaError.NotAcceptable("This cannot be a password."),
        };
    }

    /// <summary>The invitation is used up with the account that came of it; where one is needed, there is no account without.</summary>
    private async ValueTask<IqReply> InvitedAsync(Jid jid, string? token)
    {
        if (token is null || await Invitations!.TryConsumeAsync(token, jid).ConfigureAwait(false) || server.Options.Registration.Enabled) return IqReply.Ok;
        await server.Storage.Documents.DeleteOwnerAsync(jid.ToString()).ConfigureAwait(false);
        return StanzaError.NotAllowed("The invitation is used up, or for another name.");
    }

    private static StanzaError Taken() => StanzaError.Conflict("The user name is taken.");
}
