using Ashiato.Operator.Secrets;

namespace Ashiato.Operator.Tests.Secrets;

/// <summary>For how long tokens count that others have taken the place of.</summary>
public sealed class PreviousTokensTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_counts_while_pods_show_it_and_ten_minutes_longer()
    {
        var nothing = PreviousTokens.Read(null).Look("a", "a", s_now);
        Assert.Null(nothing.ToString());

        var shown = PreviousTokens.Read(nothing.ToString()).Look("b", "a", s_now);
        Assert.Equal(("""{"a":""}""", null), (shown.ToString(), shown.NextEnd));
        Assert.Equal(shown.ToString(), PreviousTokens.Read(shown.ToString()).Look("b", "a", s_now.AddDays(1)).ToString());

        var ending = PreviousTokens.Read(shown.ToString()).Look("b", "b", s_now);
        Assert.Equal(("""{"a":"2026-11-28T12:10:00Z"}""", s_now.AddMinutes(10)), (ending.ToString(), ending.NextEnd));
        Assert.Equal(["a"], PreviousTokens.Read(ending.ToString()).Look("b", "b", s_now.AddMinutes(9)).Hashes);
        Assert.Empty(PreviousTokens.Read(ending.ToString()).Look("b", "b", s_now.AddMinutes(10)).Hashes);
    }

    [Fact]
    public void Of_several_changes_each_token_counts_that_a_pod_may_still_show()
    {
        var ending = new PreviousTokens(new Dictionary<string, DateTimeOffset?> { ["a"] = s_now.AddMinutes(5) });
        Assert.Equal(["a", "b"], ending.Look("c", "b", s_now).Hashes);
        // One that comes back is the current one again.
        Assert.Equal(["b"], ending.Look("a", "b", s_now).Hashes);
    }

    [Fact]
    public void What_somebody_damaged_counts_as_nothing() => Assert.Empty(PreviousTokens.Read("{").Hashes);
}
