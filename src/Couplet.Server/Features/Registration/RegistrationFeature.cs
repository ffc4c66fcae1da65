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
        if (!server.Options.Registration.Enabled) return;
        var limit = server.Options.Limits.Enabled ? new RegistrationLimit(server.Options.Registration.PerAddressPerHour, server.Time) : null;
        registry.Stream(new StreamFeature(StreamPhase.Unauthenticated, static () => new Element("register", StreamNamespace)));
        registry.PreAuthenticationIqs[ForeignNamespaces.Register] = (iq, payload, stream) => CreateAsync(server, limit, iq, payload, stream);
    }

    private static async ValueTask<IqReply> CreateAsync(CoupletServer server, RegistrationLimit? limit, Iq iq, Element payload, IUnauthenticatedStream stream)
    {
        if (server.Options.RequireTls && !stream.IsSecure) return StanzaError.NotAllowed("Start TLS first.");
        if (iq.Type == IqType.Get) return RegistrationForm.Blank();
        var form = RegistrationForm.Read(payload);
        if (form is not { Username: { } username, Password: { } password }) return StanzaError.NotAcceptable("User name and password are needed.");
        if (limit?.TryCount(stream.RemoteAddress) == false) return StanzaError.ResourceConstraint("Too many accounts have been made from this address.");
        return await server.AccountStore.CreateAsync(username, password).ConfigureAwait(false) switch
        {
            AccountCreation.Created => IqReply.Ok,
            AccountCreation.Exists or AccountCreation.Deleted => StanzaError.Conflict("The user name is taken."),
            AccountCreation.BadName => StanzaError.NotAcceptable("This cannot be a user name."),
            _ => StanzaError.NotAcceptable("This cannot be a password."),
        };
    }
}
