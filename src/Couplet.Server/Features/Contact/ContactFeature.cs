using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;
using Couplet.Server.Hosting;

namespace Couplet.Server.Features.Contact;

/// <summary>XEP-0157: whom to write to about this server.</summary>
internal sealed class ContactFeature : IFeature
{
    internal const string FormType = "http://jabber.org/network/serverinfo";

    public string Specification => "XEP-0157";

    public void Register(FeatureRegistry registry)
    {
        if (Form(registry.Server.Options) is not null) registry.Form(DiscoTarget.Server, () => Form(registry.Server.Options)!);
    }

    /// <summary>The form with the addresses; null if none is known.</summary>
    internal static Element? Form(CoupletOptions options)
    {
        if (options.AdminContacts.Count == 0 && options.AbuseContacts.Count == 0) return null;
        var form = DataForm.Build(DataFormType.Result, FormType);
        if (options.AdminContacts.Count > 0) form.ListMulti("admin-addresses", options.AdminContacts, []);
        if (options.AbuseContacts.Count > 0) form.ListMulti("abuse-addresses", options.AbuseContacts, []);
        return form.ToElement();
    }
}
