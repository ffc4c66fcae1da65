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

    private static Element Mav(string since) => new("mav", ListVersions.Namespace, since.Length == 0 ? null : new XmlAttr("since", since));

    private static string[] Items(Element x) => [.. x.Elements("item").Select(i => $"{i["jid"]} {i["affiliation"]}")];
}
