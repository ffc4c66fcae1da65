using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Rooms;

namespace Couplet.Server.Features.Registration;

/// <summary>XEP-0077: makes accounts, where the operator allows it; changes their passwords and removes them.</summary>
internal sealed class RegistrationFeature : IFeature
{
    internal const string StreamNamespace = "http://jabber.org/features/iq-register";

    public string Specification => "XEP-0077";

    public void Register(FeatureRegistry registry)
    {
        var server = registry.Server;
        registry.Advertise(DiscoTarget.Server, ForeignNamespaces.Register);
        // A client may address its server or, without 'to', its own account.
        registry.HandleIq(DiscoTarget.Server | DiscoTarget.Account, "query", ForeignNamespaces.Register, request => OwnAccountRequest.AnswerAsync(server, request));
        // Who is invited may make an account where others may not (XEP-0445).
        if (!server.Options.Registration.Enabled && registry.Invitations is null) return;
        var limit = server.Options.Limits.Enabled ? new RegistrationLimit(server.Options.Registration.PerAddressPerHour, server.Time) : null;
        if (server.Options.Registration.Enabled) registry.Stream(new StreamFeature(StreamPhase.Unauthenticated, static () => new Element("register", StreamNamespace)));
        registry.PreAuthenticationIqs[ForeignNamespaces.Register] = (iq, payload, stream) => CreateAsync(server, limit, iq, payload, stream);
    }

    private static async ValueTask<IqReply> CreateAsync(CoupletServer server, RegistrationLimit? limit, Iq iq, Element payload, IUnauthenticatedStream stream)
    {
        if (server.Options.RequireTls && !stream.IsSecure) return StanzaError.NotAllowed("Start TLS first.");
        if (iq.Type == IqType.Get) return RegistrationForm.Blank();
        var form = RegistrationForm.Read(payload);
        if (form is not { Username: { } username, Password: { } password }) return StanzaError.NotAcceptable("User name and password are needed.");
        var invitations = server.Features.Invitations;
        var token = invitations?.TokenOf(stream);
        if (token is null && !server.Options.Registration.Enabled) return StanzaError.NotAllowed("An account can be made with an invitation only.");
        if (token is null && limit?.TryCount(stream.RemoteAddress) == false) return StanzaError.ResourceConstraint("Too many accounts have been made from this address.");
        if (!Jid.TryCreate(username, server.Domain.Domain, null, out var account)) return StanzaError.NotAcceptable("This cannot be a user name.");
        if (invitations is not null && await invitations.IsReservedAsync(account.Local!, token).ConfigureAwait(false)) return StanzaError.Conflict("The user name is taken.");
        return await server.AccountStore.CreateAsync(username, password).ConfigureAwait(false) switch
        {
            AccountCreation.Created => token is null ? IqReply.Ok : await RedeemAsync(server, token, account).ConfigureAwait(false),
            AccountCreation.Exists or AccountCreation.Deleted => StanzaError.Conflict("The user name is taken."),
            AccountCreation.BadName => StanzaError.NotAcceptable("This cannot be a user name."),
            _ => StanzaError.NotAcceptable("This cannot be a password."),
        };
    }

    // A token is used up by an account that is there (XEP-0445 §4); of two who race with one token, the second loses its account again.
    private static async ValueTask<IqReply> RedeemAsync(CoupletServer server, string token, Jid account)
    {
        if (await server.Features.Invitations!.TryConsumeAsync(token, account).ConfigureAwait(false) || server.Options.Registration.Enabled) return IqReply.Ok;
        await server.Accounts.RunAsync(account.Local!, static gone => AccountDeletion.RunAsync(gone)).ConfigureAwait(false);
        return StanzaError.NotAllowed("The invitation is for another name, or has been used.");
    }
}
