using Couplet.Protocol.Forms;

namespace Couplet.Server.Features.Contact;

/// <summary>XEP-0157: whom to write to about this server.</summary>
internal sealed class ContactFeature : IFeature
{
    internal const string FormType = "http://jabber.org/network/serverinfo";

    public string Specification => "XEP-0157";

    public void Register(FeatureRegistry registry)
    {
        var options = registry.Server.Options;
        if (options.AdminContacts.Count == 0 && options.AbuseContacts.Count == 0) return;
        registry.Form(DiscoTarget.Server, () =>
        {
            var form = DataForm.Build(DataFormType.Result, FormType);
            if (options.AdminContacts.Count > 0) form.ListMulti("admin-addresses", options.AdminContacts, []);
            if (options.AbuseContacts.Count > 0) form.ListMulti("abuse-addresses", options.AbuseContacts, []);
            return form.ToElement();
        });
    }
}
