using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;

namespace Couplet.Server.Features.Registration;

/// <summary>A name and a password, as a form or as the fields of old (XEP-0077 §4, §6).</summary>
internal sealed record RegistrationForm(string? Username, string? Password)
{
    private const string Instructions = "Choose a user name and a password.";

    /// <summary>What is to be filled in.</summary>
    internal static Element Blank() => new("query", ForeignNamespaces.Register,
        new Element("instructions", ForeignNamespaces.Register, Instructions),
        new Element("username", ForeignNamespaces.Register),
        new Element("password", ForeignNamespaces.Register),
        DataForm.Build(DataFormType.Form, ForeignNamespaces.Register).Title("Registration").Instructions(Instructions)
            .Text("username", label: "User name", required: true).Private("password", label: "Password", required: true).ToElement());

    /// <summary>What has been filled in; the form counts before the fields.</summary>
    internal static RegistrationForm Read(Element query)
        => DataForm.TryParse(query.Child("x", DataForm.Namespace), out var form) && form.Type == DataFormType.Submit
            ? new RegistrationForm(NotEmpty(form.GetValue("username")), NotEmpty(form.GetValue("password")))
            : new RegistrationForm(NotEmpty(query.Child("username")?.Text), NotEmpty(query.Child("password")?.Text));

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
