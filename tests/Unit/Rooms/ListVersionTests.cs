using Couplet.Protocol.Stanzas;
using Couplet.Protocol.Xml;
using Couplet.Server.Features.Rooms;
using Couplet.Server.Features.Rooms.View;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class ListVersionTests
{
    [Fact]
    public void A_client_without_a_copy_gets_the_whole_and_one_with_it_the_difference()
    {
        var bench = Open(("muc#roomconfig_whois", ["anyone"]), ("muc#roomconfig_persistentroom", ["1"]));
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Forget();
        bench.Join(Juliet, "Juliet", Mav(""));
        var full = bench.Next(Juliet).Child("x", MucNamespaces.User)!;
        Assert.Null(full.Child("mav", ListVersions.Namespace)!["since"]);
        Assert.Equal(["juliet@localhost member", "romeo@localhost owner"], Items(full));
        var version = full.Child("mav", ListVersions.Namespace)!["until"]!;
        Assert.Contains(bench.All(Juliet), s => s is Presence && s.Child("x", MucNamespaces.User)!.Child("mav", ListVersions.Namespace)?["until"] == version);
        bench.Leave(Juliet, "Juliet");
        bench.Admin(Romeo, Affiliate(Rosaline, "admin"));
        bench.Forget();
        bench.Join(Juliet, "Juliet", Mav(version));
        var difference = bench.Next(Juliet).Child("x", MucNamespaces.User)!;
        Assert.Equal(version, difference.Child("mav", ListVersions.Namespace)!["since"]);
        Assert.Equal(["rosaline@localhost admin"], Items(difference));
    }

    [Fact]
    public void Who_is_up_to_date_gets_nothing_and_who_is_unknown_everything()
    {
        var bench = Open(("muc#roomconfig_whois", ["anyone"]));
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Forget();
        bench.Join(Juliet, "Juliet", Mav(ListVersions.Name(bench.State!, bench.State!.ListVersion)));
        Assert.IsType<Presence>(bench.Next(Juliet));
        bench.Forget();
        bench.Join(Juliet, "Juliet", Mav("1-1"));
        Assert.Equal(2, Items(bench.Next(Juliet).Child("x", MucNamespaces.User)!).Length);
    }

    [Fact]
    public void Changes_are_told_with_their_versions_to_those_who_keep_the_lists()
    {
        var bench = Open(("muc#roomconfig_whois", ["anyone"]));
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Join(Juliet, "Juliet", Mav(""));
        bench.Forget();
        bench.Admin(Romeo, Affiliate(Rosaline, "outcast"));
        var change = Assert.Single(bench.All(Juliet)).Child("x", MucNamespaces.User)!;
        Assert.Equal(ListVersions.Name(bench.State!, bench.State!.ListVersion), change.Child("mav", ListVersions.Namespace)!["until"]);
        Assert.Equal(["rosaline@localhost none"], Items(change));
        Assert.DoesNotContain(bench.All(Romeo), s => s.ToString().Contains("mav", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_may_not_read_the_lists_is_told_so()
    {
        var bench = Open();
        bench.Join(Juliet, "Juliet", Mav(""));
        Assert.Equal(StanzaErrorCondition.Forbidden, bench.Next(Juliet).Error!.Condition);
        Assert.NotNull(bench.State!.Occupants.ByNick("Juliet"));
    }

    [Fact]
    public void The_presence_that_shows_a_change_says_which_version_it_makes()
    {
        var bench = Open(("muc#roomconfig_whois", ["anyone"]));
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Join(Juliet, "Juliet", Mav(""));
        bench.Join(Rosaline, "Rosaline");
        bench.Forget();
        var before = ListVersions.Name(bench.State!, bench.State!.ListVersion);
        bench.Admin(Romeo, Affiliate(Rosaline, "member"));
        var presence = Assert.IsType<Presence>(Assert.Single(bench.All(Juliet)));
        var mav = presence.Child("x", MucNamespaces.User)!.Child("mav", ListVersions.Namespace)!;
        Assert.Equal((before, ListVersions.Name(bench.State!, bench.State!.ListVersion)), (mav["since"], mav["until"]));
        Assert.Equal(["rosaline@localhost/feast member"], Items(presence.Child("x", MucNamespaces.User)!));
        Assert.DoesNotContain("mav", bench.NextText(Rosaline), StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_that_enters_again_may_begin_to_keep_the_lists_and_end_it()
    {
        var bench = Open(("muc#roomconfig_whois", ["anyone"]));
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Join(Juliet, "Juliet", Mav(""));
        Assert.Equal(2, Items(bench.Next(Juliet).Child("x", MucNamespaces.User)!).Length);
        Assert.DoesNotContain(bench.All(Romeo), s => s is Presence);
        bench.Forget();
        bench.Admin(Romeo, Affiliate(Rosaline, "member"));
        Assert.Contains("mav", bench.NextText(Juliet), StringComparison.Ordinal);
        bench.Join(Juliet, "Juliet");
        bench.Forget();
        bench.Admin(Romeo, Affiliate(Rosaline, "none"));
        Assert.DoesNotContain("mav", bench.NextText(Juliet), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_entered_again_with_a_version_gets_what_has_changed()
    {
        var bench = Open(("muc#roomconfig_whois", ["anyone"]));
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Join(Juliet, "Juliet", Mav(""));
        var version = ListVersions.Name(bench.State!, bench.State!.ListVersion);
        bench.Admin(Romeo, Affiliate(Rosaline, "member"));
        bench.Forget();
        bench.Join(Juliet, "Juliet", Mav(version));
        Assert.Equal(["rosaline@localhost member"], Items(bench.Next(Juliet).Child("x", MucNamespaces.User)!));
    }

    [Fact]
    public void Who_may_read_more_than_before_gets_everything_anew()
    {
        var bench = Open(("muc#roomconfig_whois", ["anyone"]));
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Admin(Romeo, Affiliate(Rosaline, "outcast"));
        bench.Join(Juliet, "Juliet", Mav(""));
        bench.Forget();
        bench.Admin(Romeo, Affiliate(Juliet, "admin"));
        var full = bench.All(Juliet).OfType<Message>().Single().Child("x", MucNamespaces.User)!;
        Assert.Null(full.Child("mav", ListVersions.Namespace)!["since"]);
        Assert.Equal(["juliet@localhost admin", "romeo@localhost owner", "rosaline@localhost outcast"], Items(full));
    }

    [Fact]
    public void Nobody_learns_from_a_difference_who_stood_how_before_it_was_let_in()
    {
        var bench = Open(("muc#roomconfig_whois", ["anyone"]), ("muc#roomconfig_persistentroom", ["1"]));
        bench.Admin(Romeo, Affiliate(Rosaline, "member"));
        var version = ListVersions.Name(bench.State!, bench.State!.ListVersion);
        bench.Admin(Romeo, Affiliate(Rosaline, "none"));
        bench.Admin(Romeo, Affiliate(Juliet, "member"));
        bench.Forget();
        bench.Join(Juliet, "Juliet", Mav(version));
        Assert.Equal(["juliet@localhost member", "romeo@localhost owner"], Items(bench.Next(Juliet).Child("x", MucNamespaces.User)!));
    }

    private static Element Mav(string since) => new("mav", ListVersions.Namespace, since.Length == 0 ? null : new XmlAttr("since", since));

    private static string[] Items(Element x) => [.. x.Elements("item").Select(i => $"{i["jid"]} {i["affiliation"]}")];
}
