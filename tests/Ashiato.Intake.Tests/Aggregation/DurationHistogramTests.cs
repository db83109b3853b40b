using System.Numerics;
using System.Text.Json;
using Ashiato.Intake.Aggregation;

namespace Ashiato.Intake.Tests.Aggregation;

public sealed class DurationHistogramTests
{
    [Fact]
    public void Durations_are_reported_as_the_highest_of_their_bucket()
    {
        const int Seed = 20260301;
        var random = new Random(Seed);
        for (int i = 0; i < 5_000; i++)
        {
            long micros = random.NextInt64(DurationHistogram.MaxMicros) >> random.Next(32);
            var histogram = new DurationHistogram();
            histogram.Add(micros, 1);

            // As the specification says it: b = max(0, bit length - 8), ((v >> b) + 1) << b, minus 1.
            int shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount((ulong)micros) - 8);
            Assert.Equal([(((micros >> shift) + 1) << shift) - 1], Values(histogram));
        }
    }

    [Fact]
    public void A_second_is_reported_as_it_always_was()
    {
        var histogram = new DurationHistogram();
        histogram.Add(1_000_000, 1);

        Assert.Equal(("{\"values\":[1003519],\"counts\":[1]}", "{\"value_count\":1,\"sum\":1003519}"), histogram.ToJson());
    }

    [Theory]
    [InlineData(9_007_199_254_740_992d)]
    [InlineData(4_611_686_018_427_387_904d)]
    public void Weights_beyond_what_can_be_counted_count_as_much_as_can_be(double weight)
    {
        var histogram = new DurationHistogram();
        histogram.Add(1_000, weight);
        histogram.Add(1_000, weight);

        Assert.InRange(histogram.Total, long.MaxValue / 1_000, (long.MaxValue / 1_000) + 1);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(DurationHistogram.MaxMicros + 1)]
    public void What_is_out_of_range_is_left_out(long micros)
    {
        var histogram = new DurationHistogram();
        histogram.Add(micros, 1);

        Assert.Equal(0, histogram.Total);
    }

    private static List<long> Values(DurationHistogram histogram)
    {
        using var json = JsonDocument.Parse(histogram.ToJson().Histogram);
        return [.. json.RootElement.GetProperty("values").EnumerateArray().Select(value => value.GetInt64())];
    }
}
