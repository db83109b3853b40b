using Ashiato.Console.Transactions;
using Ashiato.Query.Transactions;

namespace Ashiato.Console.Tests.Transactions;

public sealed class SamplePagerTests
{
    private static readonly TransactionSample Fast = new("trace-1", "fast", 0, 10, false, null);
    private static readonly TransactionSample Usual = new("trace-2", "usual", 0, 50, false, null);
    private static readonly TransactionSample Slow = new("trace-3", "slow", 0, 400, false, null);
    private static readonly TransactionSample Broken = new("trace-4", "broken", 0, 500, true, null);

    [Fact]
    public void Samples_are_paged_from_the_slowest_to_the_fastest()
    {
        var pager = new SamplePager([Fast, Broken, Usual, Slow], 60, "usual");

        Assert.Equal((2, Slow, Usual, Fast), (pager.Index, pager.Previous, pager.Current, pager.Next));
    }

    [Fact]
    public void The_usual_choices_are_the_slowest_the_typical_and_the_failed_one()
    {
        var pager = new SamplePager([Fast, Broken, Usual, Slow], 60, null);

        Assert.Equal((Slow, Usual, Broken), (pager.Slowest, pager.Typical, pager.Failed));
    }

    [Fact]
    public void A_sample_that_is_not_there_shows_the_first() => Assert.Equal(Slow, new SamplePager([Usual, Slow], 60, "gone").Current);

    [Fact]
    public void At_the_ends_there_is_nothing_further()
    {
        var pager = new SamplePager([Slow], 60, null);

        Assert.Null(pager.Previous);
        Assert.Null(pager.Next);
    }

    [Fact]
    public void Without_samples_nothing_is_shown()
    {
        var pager = new SamplePager([], 60, "usual");

        Assert.Null(pager.Current);
        Assert.Null(pager.Slowest);
        Assert.Equal(0, pager.Count);
    }
}
