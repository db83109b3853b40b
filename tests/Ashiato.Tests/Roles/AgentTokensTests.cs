using Ashiato.Roles;

namespace Ashiato.Tests.Roles;

public sealed class TokenFolderTests
{
    [Fact]
    public void While_a_token_is_replaced_both_count_and_uses_of_the_one_before_are_counted()
    {
        using var folder = new TemporaryFolder();
        var time = new SteppedTime();
        Write(folder, "secret-token", "old");
        var tokens = new TokenFolder(folder.Path, time);
        Assert.Equal((true, false), (tokens.Matches("old"), tokens.Matches("new")));

        Write(folder, "secret-token", "new");
        Write(folder, "previous-secret-token", "old");
        Assert.False(tokens.Matches("new"));
        time.Step(TimeSpan.FromSeconds(6));
        Assert.Equal((true, true, false), (tokens.Matches("new"), tokens.Matches("old"), tokens.Matches("other")));
        Assert.Equal(1, tokens.PreviousUses);

        File.Delete(Path.Combine(folder.Path, "previous-secret-token"));
        time.Step(TimeSpan.FromSeconds(6));
        Assert.Equal((true, false), (tokens.Matches("new"), tokens.Matches("old")));
    }

    [Fact]
    public void A_file_that_is_gone_or_empty_for_a_moment_shuts_nobody_out()
    {
        using var folder = new TemporaryFolder();
        var time = new SteppedTime();
        Write(folder, "secret-token", "hush");
        var tokens = new TokenFolder(folder.Path, time);

        File.Delete(Path.Combine(folder.Path, "secret-token"));
        time.Step(TimeSpan.FromSeconds(6));
        Assert.True(tokens.Matches("hush"));
        Write(folder, "secret-token", "");
        time.Step(TimeSpan.FromSeconds(6));
        Assert.True(tokens.Matches("hush"));
        Assert.False(tokens.Matches(""));
    }

    private static void Write(TemporaryFolder folder, string name, string text) => File.WriteAllText(Path.Combine(folder.Path, name), text);

    private sealed class SteppedTime : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Step(TimeSpan by) => _now += by.Ticks;
    }
}
