using Couplet.Protocol.Stanzas;
using static Couplet.Tests.Rooms.RoomBench;

namespace Couplet.Tests.Rooms;

public sealed class CreationTests
{
    [Fact]
    public void The_service_may_refuse_a_room_but_not_to_its_admins()
    {
        var bench = new RoomBench { CreationRefusal = _ => StanzaError.NotAllowed("This name is reserved.") };
        bench.Join(Romeo, "Romeo");
        Assert.Equal(StanzaErrorCondition.NotAllowed, bench.Next(Romeo).Error!.Condition);
        Assert.Null(bench.State);
        bench.Options = bench.Options with { Admins = [Romeo.Bare] };
        bench.Join(Romeo, "Romeo");
        Assert.NotNull(bench.State);
    }
}
