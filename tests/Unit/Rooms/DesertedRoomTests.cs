using Couplet.Protocol.Stanzas;
using Couplet.Server.Storage.Memory;
using Couplet.Tests.Features;

namespace Couplet.Tests.Rooms;

/// <summary>A room that is not persistent waits after a restart for those who were in it, and not for ever.</summary>
public sealed class DesertedRoomTests
{
    private const string Room = "orchard@conference.capulet.example";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_ends_if_nobody_comes_back(bool stopped)
    {
        var again = await RestartAsync(stopped, persistent: false);
        var juliet = await again.LoginAsync("juliet");
        Assert.Equal(IqType.Result, (await AskAsync(juliet)).Type);
        again.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(IqType.Result, (await AskAsync(juliet)).Type);
        again.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(StanzaErrorCondition.ItemNotFound, (await AskAsync(juliet)).Error!.Condition);
    }

    [Fact]
    public async Task It_goes_on_with_those_who_come_back()
    {
        var again = await RestartAsync(stopped: true, persistent: false);
        var juliet = await again.LoginAsync("juliet");
        await juliet.SendAsync($"<presence to='{Room}/Juliet'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
        again.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(IqType.Result, (await AskAsync(juliet)).Type);
    }

    [Fact]
    public async Task A_persistent_room_stays()
    {
        var again = await RestartAsync(stopped: true, persistent: true);
        again.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(IqType.Result, (await AskAsync(await again.LoginAsync("juliet"))).Type);
    }

    private static async Task<AccountHarness> RestartAsync(bool stopped, bool persistent)
    {
        var storage = new MemoryStorage();
        var before = await AccountHarness.StartAsync(storage: storage);
        var romeo = await before.LoginAsync("romeo");
        await romeo.SendAsync($"<presence to='{Room}/Romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
        Assert.Equal(IqType.Result, (await AskAsync(romeo, "c", $"<iq type='set' id='c' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>"
            + $"<field var='muc#roomconfig_persistentroom'><value>{(persistent ? 1 : 0)}</value></field></x></query></iq>")).Type);
        if (stopped) await before.Server.StopAsync();
        return await AccountHarness.StartAsync(storage: storage);
    }

    private static Task<Iq> AskAsync(FakeSession session)
        => AskAsync(session, "q", $"<iq type='get' id='q' to='{Room}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");

    private static Task<Iq> AskAsync(FakeSession session, string id, string xml)
    {
        session.Post(xml);
        return session.AnswerAsync(id);
    }
}
