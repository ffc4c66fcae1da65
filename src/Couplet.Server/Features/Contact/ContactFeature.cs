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
            var fields = new List<FormField> { FormField.Hidden("FORM_TYPE", FormType) };
            if (options.AdminContacts.Count > 0) fields.Add(new FormField { Var = "admin-addresses", Type = FormFieldType.ListMulti, Values = [.. options.AdminContacts] });
            if (options.AbuseContacts.Count > 0) fields.Add(new FormField { Var = "abuse-addresses", Type = FormFieldType.ListMulti, Values = [.. options.AbuseContacts] });
            return new DataForm { Type = DataFormType.Result, Fields = [.. fields] }.ToElement();
        });
    }
}
