using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms.Options;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("muc#roomconfig_roomname", "A Dark Cave", "104")]
    [InlineData("muc#roomconfig_whois", "anyone", "172")]
    [InlineData("muc#roomconfig_enablelogging", "true", "170")]
    [InlineData("muc#roomconfig_roomsecret", "cauldronburn", "104")]
    [InlineData("muc#roomconfig_presencebroadcast", "moderator participant visitor none", "104 102")]
    [InlineData("muc#roomconfig_whois", "moderators", "")]
    public void A_change_is_answered_and_then_announced(string var, string values, string codes)
    {
        var bench = Open();
        bench.Configure(Romeo, (var, var.EndsWith("broadcast", StringComparison.Ordinal) ? values.Split(' ') : [values]));
        Assert.Equal("result", bench.Next(Romeo).TypeName);
        Assert.Equal(codes, string.Join(' ', bench.All(Romeo).Select(m =>
        {
            Assert.Equal(MessageType.Groupchat, Assert.IsType<Message>(m).Type);
            return Assert.Single(m.Child("x", MucNamespaces.User)!.Elements())["code"];
        })));
    }

    [Fact]
    public void Only_what_is_named_changes_and_nothing_if_any_of_it_is_wrong()
    {
        var bench = Open(("muc#roomconfig_roomname", ["Cave"]), ("muc#roomconfig_membersonly", ["0"]));
        bench.Configure(Romeo, ("muc#roomconfig_moderatedroom", ["1"]), ("muc#roomconfig_maxusers", ["many"]));
        var error = bench.Next(Romeo).Error!;
        Assert.Equal(StanzaErrorCondition.NotAcceptable, error.Condition);
        Assert.Contains("muc#roomconfig_maxusers", error.Text, StringComparison.Ordinal);
        Assert.False(bench.State!.Config.Moderated);
        bench.Configure(Romeo, ("muc#roomconfig_moderatedroom", ["1"]));
        Assert.True(bench.State!.Config.Moderated);
        Assert.Equal("Cave", bench.State!.Config.Name);
    }

    [Fact]
    public void The_form_can_be_submitted_as_it_is_and_changes_nothing()
    {
        var bench = Open(("muc#roomconfig_roomname", ["Cave"]), ("muc#roomconfig_roomsecret", ["s"]));
        bench.Admin(Romeo, Affiliate(Juliet, "admin"));
        bench.Forget();
        bench.Ask(Romeo, IqType.Get, new Element("query", MucNamespaces.Owner));
        var form = bench.Next(Romeo).FirstChild!.FirstChild!;
        Assert.All(RoomOptions.All, o => Assert.Contains(form.Elements("field"), f => f["var"] == o.Var));
        var before = bench.State!;
        bench.Ask(Romeo, IqType.Set, new Element("query", MucNamespaces.Owner, form.With("type", "submit")));
        Assert.Equal("result", bench.Next(Romeo).TypeName);
        Assert.Same(before, bench.State);
    }

    [Fact]
    public void A_protected_room_needs_a_password_and_an_empty_one_unprotects_it()
    {
        var bench = Open();
        bench.Configure(Romeo, ("muc#roomconfig_passwordprotectedroom", ["1"]));
        Assert.Equal(StanzaErrorCondition.NotAcceptable, bench.Next(Romeo).Error!.Condition);
        bench.Configure(Romeo, ("muc#roomconfig_passwordprotectedroom", ["1"]), ("muc#roomconfig_roomsecret", ["x"]));
        Assert.Equal("x", bench.State!.Config.Password);
        bench.Configure(Romeo, ("muc#roomconfig_roomsecret", []));
        Assert.Null(bench.State!.Config.Password);
    }

    [Fact]
    public void Members_only_removes_who_is_none()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Join(Rosaline, "Rosaline");
        bench.Admin(Romeo, Affiliate(Rosaline, "member"));
        bench.Forget();
        bench.Configure(Romeo, ("muc#roomconfig_membersonly", ["1"]));
        Assert.Equal(User($"<status code='322'/><item affiliation='none' jid='{Juliet}' role='none'/><status code='110'/>"), X(bench.Next(Juliet)));
        Assert.Equal(User($"<status code='322'/><item affiliation='none' jid='{Juliet}' role='none'/>"), X(bench.Next(Romeo)));
        Assert.Equal(User("<status code='322'/><item affiliation='none' role='none'/>"), X(bench.Next(Rosaline)));
        bench.Forget();
        bench.Admin(Romeo, Affiliate(Rosaline, "none"));
        Assert.StartsWith(User("<status code='321'/><item affiliation='none'")[..90], X(bench.Next(Rosaline)), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_owners_configure()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Configure(Juliet, ("muc#roomconfig_roomname", ["Mine"]));
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
        bench.Ask(Juliet, IqType.Get, new Element("query", MucNamespaces.Owner));
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
    }

    [Fact]
    public void A_destroyed_persistent_room_leaves_a_tombstone_for_a_while()
    {
        var bench = Open(("muc#roomconfig_persistentroom", ["1"]));
        bench.Ask(Romeo, IqType.Set, new Element("query", MucNamespaces.Owner, new Element("destroy", MucNamespaces.Owner,
            new XmlAttr("jid", "coven@conference.localhost"), new Element("reason", MucNamespaces.Owner, "Macbeth doth come."),
            new Element("password", MucNamespaces.Owner, "cauldronburn"))));
        Assert.Equal(User("<item affiliation='none' role='none'/><destroy jid='coven@conference.localhost'><reason>Macbeth doth come.</reason>"
            + "<password>cauldronburn</password></destroy>"), X(bench.Next(Romeo)));
        Assert.Equal("result", bench.Next(Romeo).TypeName);
        bench.Join(Juliet, "Juliet");
        var error = bench.Next(Juliet).Error!;
        Assert.Equal(StanzaErrorCondition.Gone, error.Condition);
        Assert.Equal("xmpp:coven@conference.localhost?join", error.Detail);
        bench.Now += bench.Options.TombstoneLifetime;
        bench.Join(Juliet, "Juliet");
        Assert.Contains("201", X(bench.Next(Juliet)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_room_tells_about_itself()
    {
        var bench = Open(("muc#roomconfig_roomname", ["Cave"]), ("muc#roomconfig_membersonly", ["1"]), ("muc#roomconfig_publicroom", ["0"]));
        bench.Ask(Juliet, IqType.Get, new Element("query", FeatureRegistry.DiscoInfoNamespace));
        var info = bench.Next(Juliet).FirstChild!;
        Assert.Equal("Cave", info.Child("identity")!["name"]);
        var features = info.Elements("feature").Select(f => f["var"]).ToArray();
        foreach (var feature in new[] { MucNamespaces.Muc, MucNamespaces.StableId, "muc_membersonly", "muc_hidden", "muc_temporary", "muc_unmoderated", "muc_semianonymous", "muc_unsecured" })
            Assert.Contains(feature, features);
        Assert.Equal(features.Length, features.Distinct().Count());
    }
}
