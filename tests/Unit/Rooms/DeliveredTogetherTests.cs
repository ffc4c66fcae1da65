using Couplet.Protocol.Addressing;
using Couplet.Protocol.Stanzas;
using Couplet.Server.Accounts;
using Couplet.Server.Features.Rooms.Shell;
using Couplet.Server.Routing;
using Couplet.Server.Sessions;

namespace Couplet.Tests.Rooms;

/// <summary>Who gets what a room says in one write.</summary>
public sealed class DeliveredTogetherTests
{
    private readonly Dictionary<Jid, Watched> _sessions = new[] { RoomBench.Romeo, RoomBench.Juliet, RoomBench.Rosaline }.ToDictionary(j => j, j => new Watched(j));

    [Fact]
    public void A_newcomer_gets_the_room_at_once_and_the_others_are_not_held_up()
    {
        var bench = RoomBench.Open();
        bench.Join(RoomBench.Juliet, "Juliet");
        Assert.Equal([RoomBench.Rosaline], Held(bench.Join(RoomBench.Rosaline, "Rosaline")));
    }

    [Fact]
    public void A_new_nickname_comes_with_the_end_of_the_old_one()
    {
        var bench = RoomBench.Open();
        bench.Join(RoomBench.Juliet, "Juliet");
        bench.Join(RoomBench.Rosaline, "Rosaline");
        Assert.Equal([RoomBench.Romeo, RoomBench.Juliet, RoomBench.Rosaline], Held(bench.Present(RoomBench.Rosaline, "Rose")));
    }

    [Fact]
    public void A_message_is_held_back_for_nobody()
    {
        var bench = RoomBench.Open();
        bench.Join(RoomBench.Juliet, "Juliet");
        Assert.Empty(Held(bench.Say(RoomBench.Romeo, "Hello")));
    }

    private Jid[] Held(Couplet.Server.Features.Rooms.RoomOutcome outcome)
    {
        var together = new DeliveredTogether();
        together.Begin([outcome], _sessions.GetValueOrDefault);
        Jid[] held = [.. _sessions.Values.Where(s => s.Batches > 0).Select(s => s.Jid)];
        together.End();
        Assert.All(_sessions.Values, s => Assert.Equal(0, s.Batches));
        return held;
    }

    private sealed class Watched(Jid jid) : ClientSession
    {
        internal int Batches { get; private set; }

        public override Jid Jid => jid;

        public override Account Account => throw new NotSupportedException();

        public override bool IsSecure => true;

        public override bool IsDetached => false;

        public override void Close(StreamError error) => throw new NotSupportedException();

        public override bool Deliver(EncodedStanza stanza, Jid to) => throw new NotSupportedException();

        internal override void BeginBatch() => Batches++;

        internal override void EndBatch() => Batches--;
    }
}
