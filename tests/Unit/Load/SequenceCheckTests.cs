using Couplet.Commands.Load;

namespace Couplet.Tests.Load;

public class SequenceCheckTests
{
    [Theory]
    [InlineData("0 1 2", 3, 0)]
    [InlineData("0 2", 2, 1)] // one is missing
    [InlineData("0 0 1", 2, 1)] // one came twice
    [InlineData("0 2 1 3", 3, 2)] // two have changed places: the late one is not counted as delivered
    [InlineData("1", 1, 1)]
    public void What_does_not_come_in_its_place_is_noticed(string sequence, int delivered, int outOfOrder)
    {
        var tally = new LoadTally();
        var check = new SequenceCheck(1, tally);
        foreach (var number in sequence.Split(' ')) check.Take(new LoadMark(0, 0, int.Parse(number, System.Globalization.CultureInfo.InvariantCulture), 0), own: false);

        Assert.Equal((delivered, outOfOrder), (tally.Delivered, tally.OutOfOrder));
    }

    [Fact]
    public void Senders_count_for_themselves()
    {
        var tally = new LoadTally();
        var check = new SequenceCheck(2, tally);
        foreach (var sender in new[] { 0, 1, 1, 0 }) check.Take(new LoadMark(0, sender, tally.Delivered / 2, 0), own: false);

        Assert.Equal((4, 0), (tally.Delivered, tally.OutOfOrder));
    }

    [Fact]
    public void Nobody_knows_a_sender_beyond_the_last()
    {
        var tally = new LoadTally();
        new SequenceCheck(2, tally).Take(new LoadMark(0, 2, 0, 0), own: false);

        Assert.Equal((0, 1), (tally.Delivered, tally.OutOfOrder));
    }
}
