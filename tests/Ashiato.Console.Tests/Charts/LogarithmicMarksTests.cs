using Ashiato.Console.Charts;

namespace Ashiato.Console.Tests.Charts;

public class LogarithmicMarksTests
{
    [Fact]
    public void Of_few_decades_1_2_and_5_of_each_are_named() => Assert.Equal([100, 200, 500, 1_000, 2_000], LogarithmicMarks.Between(90, 4_500, 300));

    [Fact]
    public void Of_many_decades_only_the_powers_of_ten_are_named() => Assert.Equal([100, 1_000, 10_000, 100_000], LogarithmicMarks.Between(90, 450_000, 300));

    [Fact]
    public void Within_a_decade_the_steps_are_even() => Assert.Equal([22_000, 24_000, 26_000, 28_000], LogarithmicMarks.Between(21_100, 29_900, 300));

    [Fact]
    public void A_bound_of_a_bucket_that_is_a_hair_beside_a_power_of_ten_is_named() => Assert.Contains(1_000, LogarithmicMarks.Between(1_000 + 1e-10, 9_000, 300).Select(mark => Math.Round(mark)));

    [Fact]
    public void Wherever_an_axis_lies_it_has_two_names_at_least_and_none_stands_on_another()
    {
        const double leastDistance = 36;
        for (int first = 0; first < 60; first++)
        {
            for (int buckets = 1; buckets < 120; buckets++)
            {
                double least = Math.Pow(10, first / 20.0), most = Math.Pow(10, (first + buckets) / 20.0);
                double[] places = [.. LogarithmicMarks.Between(least, most, 300).Select(mark => 300 * Math.Log(mark / least) / Math.Log(most / least))];

                Assert.True(places.Length >= 2, $"{least} to {most}: {places.Length}");
                Assert.All(places.Zip(places.Skip(1)), pair => Assert.True(pair.Second - pair.First >= leastDistance, $"{least} to {most}: {string.Join(", ", places)}"));
            }
        }
    }
}
