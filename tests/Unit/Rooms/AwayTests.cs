using Couplet.Protocol.Stanzas;
using Couplet.Server.Features.Rooms;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

/// <summary>Members who are away, where the room shows them.</summary>
public sealed class AwayTests
{
    private static readonly (string, string[]) s_shown = ("muc#roomconfig_presencebroadcast", ["moderator", "participant", "visitor", "none"]);
    private static readonly (string, string[]) s_hidden = ("muc#roomconfig_presencebroadcast", ["moderator", "participant", "visitor"]);

    [Fact]
    public void They_are_shown_to_everybody_when_the_room_begins_to_show_them()
    {
        var bench = WithMember();
        bench.Configure(Romeo, s_shown);
        var toModerator = bench.All(Romeo).OfType<Presence>().Single();
        Assert.Equal(User("<item affiliation='member' jid='juliet@localhost' nick='Juliet' role='none'/>"), X(toModerator));
        Assert.Equal((PresenceType.Unavailable, Address.WithResource("Juliet")), (toModerator.Type, toModerator.From));
        var stanzas = bench.All(Rosaline);
        Assert.Equal(User("<item affiliation='member' nick='Juliet' role='none'/>"), X(stanzas.OfType<Presence>().Single()));
        Assert.Contains("'102'", stanzas[^2].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_room_no_longer_shows_them_that_is_all_it_says()
    {
        var bench = WithMember();
        bench.Configure(Romeo, s_shown);
        bench.Forget();
        bench.Configure(Romeo, s_hidden);
        var stanzas = bench.All(Rosaline);
        Assert.Contains(stanzas, s => s.ToString().Contains("'103'", StringComparison.Ordinal));
        Assert.DoesNotContain(stanzas, s => s is Presence);
    }

    [Fact]
    public void Who_is_here_is_not_shown_as_away()
    {
        var bench = WithMember();
        bench.Join(Juliet, "Jule");
        bench.Forget();
        bench.Configure(Romeo, s_shown);
        Assert.DoesNotContain(bench.All(Rosaline), s => s is Presence);
    }

    [Fact]
    public void Who_becomes_a_member_while_away_is_shown_and_who_is_none_any_more_is_taken_back()
    {
        var bench = WithMember();
        bench.Configure(Romeo, s_shown);
        bench.Forget();
        bench.Admin(Romeo, Affiliate(Juliet, "admin", "Capulet"));
        Assert.Equal(["none Juliet", "admin Capulet"], bench.All(Rosaline).OfType<Presence>().Select(Shown));
        bench.Admin(Romeo, Affiliate(Juliet, "none"));
        Assert.Equal(["none Capulet"], bench.All(Rosaline).OfType<Presence>().Select(Shown));
    }

    private static string Shown(Presence presence)
    {
        var item = presence.Child("x", MucNamespaces.User)!.Child("item")!;
        return $"{item["affiliation"]} {item["nick"]}";
    }

    private static RoomBench WithMember()
    {
        var bench = Open();
        bench.Admin(Romeo, Affiliate(Juliet, "member", "Juliet"));
        bench.Join(Rosaline, "Rosaline");
        bench.Forget();
        return bench;
    }
}
