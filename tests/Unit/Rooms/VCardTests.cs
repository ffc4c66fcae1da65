using Couplet.Protocol.Forms;
using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features;
using Couplet.Server.Features.Rooms;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class VCardTests
{
    [Fact]
    public void An_owner_sets_the_avatar_and_everybody_finds_it()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Ask(Romeo, IqType.Set, VCard("YWJj"));
        Assert.Equal("<status xmlns='http://jabber.org/protocol/muc#user' code='104'/>", bench.Next(Juliet).Child("x", MucNamespaces.User)!.FirstChild!.ToString());
        bench.Ask(Rosaline, IqType.Get, new Element("query", FeatureRegistry.DiscoInfoNamespace));
        Assert.True(DataForm.TryParse(bench.Next(Rosaline).FirstChild!.Child("x", DataForm.Namespace), out var form));
        Assert.Equal("a9993e364706816aba3e25717850c26c9cd0d89d", form.GetValue("muc#roominfo_avatarhash"));
        bench.Ask(Rosaline, IqType.Get, new Element("vCard", ForeignNamespaces.VCard));
        Assert.Equal(VCard("YWJj").ToString(), bench.Next(Rosaline).FirstChild!.ToString());
    }

    [Fact]
    public void An_empty_vcard_takes_the_avatar_away()
    {
        var bench = Open();
        bench.Ask(Romeo, IqType.Set, VCard("YWJj"));
        bench.Ask(Romeo, IqType.Set, new Element("vCard", ForeignNamespaces.VCard));
        Assert.Null(bench.State!.VCard);
    }

    [Fact]
    public void Only_owners_set_it_and_only_what_can_be_read()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Ask(Juliet, IqType.Set, VCard("YWJj"));
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
        bench.Ask(Romeo, IqType.Set, VCard("!"));
        Assert.Equal(StanzaErrorCondition.NotAcceptable, bench.Next(Romeo).Error!.Condition);
        bench.Options = bench.Options with { MaxVCardLength = 10 };
        bench.Ask(Romeo, IqType.Set, VCard("YWJj"));
        Assert.Equal(StanzaErrorCondition.NotAcceptable, bench.Next(Romeo).Error!.Condition);
    }

    private static Element VCard(string picture) => new("vCard", ForeignNamespaces.VCard,
        new Element("PHOTO", ForeignNamespaces.VCard, new Element("TYPE", ForeignNamespaces.VCard, "image/png"), new Element("BINVAL", ForeignNamespaces.VCard, picture)));
}
