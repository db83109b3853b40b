namespace Ashiato.Console.Tests;

public sealed class StandingTroubleTests
{
    [Fact]
    public void What_fails_for_the_same_reason_again_and_again_is_said_once_until_it_has_worked()
    {
        var trouble = new StandingTrouble();

        Assert.False(trouble.IsOver());
        Assert.True(trouble.IsNew("The store does not answer."));
        Assert.False(trouble.IsNew("The store does not answer."));
        Assert.True(trouble.IsNew("The store takes no questions."));
        Assert.True(trouble.IsOver());
        Assert.False(trouble.IsOver());
        Assert.True(trouble.IsNew("The store takes no questions."));
    }
}
