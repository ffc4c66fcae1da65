using Couplet.Server.Features.Archive;

namespace Couplet.Tests.Features.Archive;

/// <summary>The ids of archived messages.</summary>
public sealed class ArchiveIdTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_id_is_a_uuid_of_version_7_with_the_time_in_it()
    {
        var id = Guid.ParseExact(ArchiveId.Next(s_noon), "N");
        Assert.Equal(7, id.Version);
        Assert.InRange(id.Variant, 8, 11);
        Assert.StartsWith(s_noon.ToUnixTimeMilliseconds().ToString("x12", System.Globalization.CultureInfo.InvariantCulture), id.ToString("N"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_one_is_greater()
    {
        var ids = Enumerable.Range(0, 5_000).Select(i => ArchiveId.Next(s_noon + TimeSpan.FromMicroseconds(i))).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void No_two_are_the_same()
        => Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => ArchiveId.Next(s_noon)).Distinct().Count());
}
