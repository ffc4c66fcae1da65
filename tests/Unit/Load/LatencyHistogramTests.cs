using Couplet.Commands.Load;

namespace Couplet.Tests.Load;

public class LatencyHistogramTests
{
    [Theory]
    [InlineData(0.5, 5_000)]
    [InlineData(0.9, 9_000)]
    [InlineData(0.99, 9_900)]
    [InlineData(1, 10_000)]
    public void A_percentile_is_at_most_a_sixty_fourth_off(double share, double microseconds)
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 10_000; i++) histogram.Add(TimeSpan.FromMicroseconds(i));

        Assert.InRange(histogram.Percentile(share).TotalMicroseconds, microseconds, microseconds * 65 / 64);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(127)]
    [InlineData(128)]
    public void Small_durations_are_counted_exactly(int microseconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromMicroseconds(microseconds));
        histogram.Add(TimeSpan.FromMicroseconds(10_000));

        Assert.Equal(microseconds, histogram.Percentile(0.5).TotalMicroseconds, 1.0);
    }

    [Fact]
    public void The_largest_is_exact_and_no_percentile_is_beyond_it()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromMicroseconds(1_000_003));

        Assert.Equal(TimeSpan.FromMicroseconds(1_000_003), histogram.Largest);
        Assert.Equal(histogram.Largest, histogram.Percentile(0.5));
    }

    [Fact]
    public void A_day_is_counted_too()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromDays(1));
        histogram.Add(TimeSpan.FromDays(300));

        Assert.InRange(histogram.Percentile(0.5).TotalHours, 24, 24.4);
        Assert.Equal(2, histogram.Count);
    }

    [Fact]
    public void Nothing_counted_is_zero() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Percentile(0.99));
}
