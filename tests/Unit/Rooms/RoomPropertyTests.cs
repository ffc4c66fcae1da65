using System.Globalization;
using Couplet.Server.Features.Rooms;

namespace Couplet.Tests.Rooms;

/// <summary>
/// Rooms in which anything happens. COUPLET_RANDOM_COMMANDS sets how many commands there are in all, COUPLET_RANDOM_SEED the first seed.
/// </summary>
public sealed class RoomPropertyTests
{
    private const int Rooms = 40;

    private static readonly int s_commands = Number("COUPLET_RANDOM_COMMANDS", 10_000);
    private static readonly int s_seed = Number("COUPLET_RANDOM_SEED", 1);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(s_seed, Rooms)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_people_do_what_holds_in_a_room_holds(int seed) => new RoomInvariants(seed).Run(s_commands / Rooms);

    [Fact]
    public void Everything_that_can_happen_in_a_room_happens()
    {
        var happened = new HashSet<Type>();
        for (var seed = 1; seed <= Rooms; seed++)
        {
            var room = new RandomRoom(seed);
            for (var i = 0; i < 1000; i++) room.Step();
            happened.UnionWith(room.Bench.Log.Select(e => e.GetType()));
        }
        Assert.Empty(typeof(RoomEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RoomEvent))).Except(happened));
    }

    private static int Number(string variable, int usual)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : usual;
}
