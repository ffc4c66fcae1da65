using Couplet.Protocol.Forms;
using Couplet.Protocol.Xml;

namespace Couplet.Tests.Forms;

public class DataFormTests
{
    [Fact]
    public void Form_is_written_as_clients_expect_it()
    {
        var form = DataForm.Build(DataFormType.Form, "urn:example:form").Title("T").Instructions("Do")
            .Text("nick", label: "Nickname", required: true)
            .Boolean("open", true)
            .List("who", "a", [new FormOption("a", "All"), new FormOption("n")])
            .Add(new FormField("d", FormFieldType.TextSingle) { Desc = "why", Required = true, Values = ["v"] })
            .ToElement();
        Assert.Equal("<x xmlns='jabber:x:data' type='form'><title>T</title><instructions>Do</instructions>"
            + "<field type='hidden' var='FORM_TYPE'><value>urn:example:form</value></field>"
            + "<field type='text-single' label='Nickname' var='nick'><required/></field>"
            + "<field type='boolean' var='open'><value>1</value></field>"
            + "<field type='list-single' var='who'><value>a</value><option label='All'><value>a</value></option><option><value>n</value></option></field>"
            + "<field type='text-single' var='d'><desc>why</desc><required/><value>v</value></field></x>", form.ToString());
    }

    [Fact]
    public void Form_survives_the_wire()
    {
        var form = DataForm.Build(DataFormType.Result, "urn:example:form").Lines("text", "a\n\nb").Jids("who", ["a@b", "c@d"]).Fixed("note").ToForm() with
        {
            Reported = [new FormField("jid", FormFieldType.JidSingle) { Label = "JID" }],
            Items = [[new FormField("jid") { Values = ["a@b"] }], [new FormField("jid") { Values = ["c@d"] }]],
        };
        Assert.True(DataForm.TryParse(form.ToElement(), out var read));
        Assert.Equal(form.ToElement().ToString(), read.ToElement().ToString());
        Assert.Equal("urn:example:form", read.FormType);
        Assert.Equal("a\n\nb", read.GetText("text"));
        Assert.Equal("a@b c@d", string.Join(' ', read.GetValues("who")));
        Assert.Equal("c@d", read.Items[1][0].Value);
        Assert.Null(read.GetValue("none"));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("yes", null)]
    [InlineData("", null)]
    public void Booleans_have_four_spellings(string value, bool? expected)
        => Assert.Equal(expected, DataForm.Build(DataFormType.Submit).Value("b", value).ToForm().GetBool("b"));

    [Fact]
    public void Form_type_must_be_hidden_unless_submitted()
    {
        Assert.Equal("t", DataForm.Build(DataFormType.Submit).Value(DataForm.FormTypeVar, "t").ToForm().FormType);
        Assert.Null(DataForm.Build(DataFormType.Result).Value(DataForm.FormTypeVar, "t").ToForm().FormType);
    }

    [Fact]
    public void What_is_no_form_is_refused()
    {
        Assert.False(DataForm.TryParse(null, out _));
        Assert.False(DataForm.TryParse(new Element("x", DataForm.Namespace), out _));
        Assert.False(DataForm.TryParse(new Element("x", DataForm.Namespace, new XmlAttr("type", "other")), out _));
        Assert.False(DataForm.TryParse(new Element("x", "jabber:x:other", new XmlAttr("type", "form")), out _));
    }
}
