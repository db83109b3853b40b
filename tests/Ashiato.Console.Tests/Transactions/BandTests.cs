using Ashiato.Console.Transactions;
using Ashiato.Query.Transactions;

namespace Ashiato.Console.Tests.Transactions;

public sealed class BandTests
{
    [Fact]
    public void A_bucket_is_in_the_band_that_holds_its_middle()
    {
        var distribution = new LatencyDistribution([new(10, 20, 5, 0), new(20, 40, 7, 1), new(40, 80, 11, 0)], 30, 70);

        Assert.Equal(7, new Band(20, 40).CountIn(distribution));
        Assert.Equal(18, new Band(25, 80).CountIn(distribution));
    }
}
