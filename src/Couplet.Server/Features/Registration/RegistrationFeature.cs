using Couplet.Protocol.Xml;
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
        // Invitations were registered before; who has none is told so.
        if (server.Options.Registration.Enabled || registry.Invitations is not null)
            registry.PreAuthenticationIqs[ForeignNamespaces.Register] = new AccountRegistration(server).AnswerAsync;
        if (server.Options.Registration.Enabled)
            registry.Stream(new StreamFeature(StreamPhase.Unauthenticated, static () => new Element("register", StreamNamespace)) { ForMembers = true });
    }
}
