using Ashiato.Intake.Access;

namespace Ashiato.Intake.Tests.Access;

public sealed class EventRatesTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Three_seconds_worth_go_at_once_and_the_next_waits()
    {
        var rates = new EventRates(300, 10, _time);

        for (int batch = 0; batch < 90; batch++) Assert.Equal(TimeSpan.Zero, rates.Take("a", 10, TimeSpan.Zero));

        Assert.Null(rates.Take("a", 10, TimeSpan.Zero));
        Assert.Equal(10 / 300.0, rates.Take("a", 10, TimeSpan.FromSeconds(1))!.Value.TotalSeconds, 6);
    }

    [Fact]
    public void What_would_wait_too_long_takes_nothing()
    {
        var rates = new EventRates(10, 10, _time);
        rates.Take("a", 30, TimeSpan.Zero);

        Assert.Null(rates.Take("a", 11, TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromSeconds(1), rates.Take("a", 10, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void More_than_a_full_bucket_is_never_had()
    {
        var rates = new EventRates(10, 10, _time);

        Assert.Null(rates.Take("a", 31, TimeSpan.FromDays(1)));
        Assert.Equal(TimeSpan.Zero, rates.Take("a", 30, TimeSpan.Zero));
    }

    [Fact]
    public void A_bucket_fills_with_time_and_not_beyond_its_brim()
    {
        var rates = new EventRates(10, 10, _time);
        rates.Take("a", 30, TimeSpan.Zero);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, rates.Take("a", 10, TimeSpan.Zero));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, rates.Take("a", 30, TimeSpan.Zero));
        Assert.Null(rates.Take("a", 1, TimeSpan.Zero));
    }

    [Fact]
    public void A_new_address_gets_the_bucket_of_the_one_that_was_silent_longest()
    {
        var rates = new EventRates(10, 2, _time);
        rates.Take("a", 30, TimeSpan.Zero);
        rates.Take("b", 20, TimeSpan.Zero);
        rates.Take("a", 0, TimeSpan.Zero);

        Assert.Null(rates.Take("c", 11, TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, rates.Take("c", 10, TimeSpan.Zero));
        Assert.Null(rates.Take("a", 1, TimeSpan.Zero));
    }
}
