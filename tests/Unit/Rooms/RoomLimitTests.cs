using Couplet.Protocol.Stanzas;
using Couplet.Server.Hosting;
using Couplet.Tests.Features;

namespace Couplet.Tests.Rooms;

/// <summary>What the operator allows, as the room service keeps it.</summary>
public sealed class RoomLimitTests
{
    [Fact]
    public async Task An_account_has_no_more_rooms_than_it_may_and_its_own_stay_open_to_it()
    {
        var juliet = await LoginAsync(o => o.Rooms.PerAccount = 1);
        Assert.Null((await JoinAsync(juliet, "one")).Error);
        Assert.Equal(StanzaErrorCondition.ResourceConstraint, (await JoinAsync(juliet, "two")).Error!.Condition);
        Assert.Null((await JoinAsync(juliet, "one")).Error);
    }

    [Fact]
    public async Task A_room_that_ends_no_longer_counts()
    {
        var juliet = await LoginAsync(o => o.Rooms.PerAccount = 1);
        await JoinAsync(juliet, "one");
        juliet.Post("<presence type='unavailable' to='one@conference.capulet.example/J'/>");
        Assert.Null((await JoinAsync(juliet, "two", after: "one")).Error);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("ADMIN")]
    public async Task A_reserved_name_is_for_admins(string name)
    {
        var juliet = await LoginAsync(o => o.Rooms.ReservedNames.Add("Admin"));
        Assert.Equal(StanzaErrorCondition.NotAllowed, (await JoinAsync(juliet, name)).Error!.Condition);
        var admin = await LoginAsync(o =>
        {
            o.Rooms.ReservedNames.Add("Admin");
            o.Admins.Add("juliet@capulet.example");
        });
        Assert.Null((await JoinAsync(admin, name)).Error);
    }

    [Fact]
    public async Task A_room_holds_no_more_occupants_than_it_may_but_always_its_owner()
    {
        var harness = await AccountHarness.StartAsync(o =>
        {
            o.Rooms.Occupants = 1;
            o.Rooms.Lock = false;
        });
        var juliet = await harness.LoginAsync("juliet");
        var romeo = await harness.LoginAsync("romeo");
        await JoinAsync(juliet, "full");
        Assert.Equal(StanzaErrorCondition.ServiceUnavailable, (await JoinAsync(romeo, "full", nick: "R")).Error!.Condition);
        var phone = await harness.LoginAsync("juliet", "phone");
        Assert.Null((await JoinAsync(phone, "full", nick: "J2")).Error);
    }

    [Fact]
    public async Task Who_may_create_rooms_is_the_operators_choice()
    {
        var juliet = await LoginAsync(o => o.Rooms.Create = RoomCreators.Admins);
        Assert.Equal(StanzaErrorCondition.NotAllowed, (await JoinAsync(juliet, "one")).Error!.Condition);
    }

    private static async Task<FakeSession> LoginAsync(Action<CoupletOptions> configure) => await (await AccountHarness.StartAsync(configure)).LoginAsync("juliet");

    /// <summary>Tries to enter: its own presence, or the error.</summary>
    private static async Task<Presence> JoinAsync(FakeSession session, string room, string nick = "J", string? after = null)
    {
        session.Take();
        if (after is not null) await PingAsync(session, after); // it may be gone: that it answers is enough
        session.Take();
        session.Post($"<presence to='{room}@conference.capulet.example/{nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
        await PingAsync(session, room);
        return session.Take<Presence>().Last(p => p.From.Resource == nick);
    }

    /// <summary>Twice: when it comes to the second question, the room is done with everything before the first, the list of rooms included.</summary>
    private static async Task PingAsync(FakeSession session, string room)
    {
        for (var i = 0; i < 2; i++)
        {
            session.Post($"<iq type='get' id='ping' to='{room}@conference.capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>");
            await session.AnswerAsync("ping");
        }
    }
}
