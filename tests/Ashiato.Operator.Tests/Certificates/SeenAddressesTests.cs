using Ashiato.Operator.Certificates;

namespace Ashiato.Operator.Tests.Certificates;

public sealed class SeenAddressesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 28, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_address_that_is_gone_is_kept_for_an_hour_and_one_that_comes_back_is_there()
    {
        var seen = SeenAddresses.Read(null).Look(["203.0.113.7", "apm.example.org"], s_now);
        Assert.Equal(("""{"203.0.113.7":"","apm.example.org":""}""", 0, null), (seen.ToString(), seen.Gone.Count, seen.NextEnd));

        seen = SeenAddresses.Read(seen.ToString()).Look(["203.0.113.8"], s_now);
        Assert.Equal(["203.0.113.7", "apm.example.org"], seen.Gone);
        Assert.Equal(s_now + TimeSpan.FromHours(1), seen.NextEnd);

        seen = SeenAddresses.Read(seen.ToString()).Look(["203.0.113.7", "203.0.113.8"], s_now + TimeSpan.FromMinutes(59));
        Assert.Equal("""{"203.0.113.7":"","203.0.113.8":"","apm.example.org":"2026-11-28T09:00:00Z"}""", seen.ToString());
        seen = SeenAddresses.Read(seen.ToString()).Look(["203.0.113.8"], s_now + TimeSpan.FromMinutes(60));
        Assert.Equal(["203.0.113.7"], seen.Gone);
    }

    [Fact]
    public void Looking_again_at_the_same_says_the_same()
    {
        var seen = SeenAddresses.Read("""{"203.0.113.7":"2026-11-28T08:30:00Z"}""").Look([], s_now);
        Assert.Equal(seen.ToString(), SeenAddresses.Read(seen.ToString()).Look([], s_now + TimeSpan.FromMinutes(10)).ToString());
    }

    [Fact]
    public void Of_many_that_are_gone_those_that_went_last_are_kept_and_what_cannot_be_read_counts_as_nothing()
    {
        var seen = SeenAddresses.Read("[}").Look([], s_now);
        Assert.Null(seen.ToString());
        for (int i = 0; i < 50; i++) seen = seen.Look([$"203.0.113.{i}"], s_now + TimeSpan.FromSeconds(i));
        Assert.Equal(SeenAddresses.MostGone, seen.Gone.Count);
        Assert.Contains("203.0.113.48", seen.Gone);
        Assert.DoesNotContain("203.0.113.1", seen.Gone);
    }
}
