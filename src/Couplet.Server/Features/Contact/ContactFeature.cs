using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.ServerInfo;
using Couplet.Server.Hosting;

namespace Couplet.Server.Features.Contact;

/// <summary>XEP-0157: whom to write to about this server.</summary>
internal sealed class ContactFeature : IFeature
{
    internal const string FormType = "http://jabber.org/network/serverinfo";

    public string Specification => "XEP-0157";

    public void Register(FeatureRegistry registry)
    {
        // A type of form may be there but once, so what XEP-0485 has to say stands in this one.
        if (registry.Server.Options.PubSub.ServerInfo || Form(registry.Server.Options) is not null)
            registry.Form(DiscoTarget.Server, () => Form(registry.Server.Options, ServerInfoFeature.Uri(registry.Server)) ?? DataForm.Build(DataFormType.Result, FormType).ToElement());
    }

    /// <summary>The form with the addresses; null if none is known.</summary>
    internal static Element? Form(CoupletOptions options, string? node = null)
    {
        if (options.AdminContacts.Count == 0 && options.AbuseContacts.Count == 0 && node is null) return null;
        var form = DataForm.Build(DataFormType.Result, FormType);
        if (options.AdminContacts.Count > 0) form.ListMulti("admin-addresses", options.AdminContacts, []);
        if (options.AbuseContacts.Count > 0) form.ListMulti("abuse-addresses", options.AbuseContacts, []);
        if (node is not null) form.Text("serverinfo-pubsub-node", node);
        return form.ToElement();
    }
}
