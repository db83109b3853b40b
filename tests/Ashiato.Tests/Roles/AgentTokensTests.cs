using Ashiato.Roles;
using Ashiato.Settings;

namespace Ashiato.Tests.Roles;

public sealed class AgentTokensTests
{
    [Fact]
    public void While_a_token_is_replaced_both_count_and_uses_of_the_one_before_are_counted()
    {
        using var folder = new TemporaryFolder();
        var time = new SteppedTime();
        Write(folder, "secret-token", "old");
        var tokens = In(folder, time);
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
        var tokens = In(folder, time);

        File.Delete(Path.Combine(folder.Path, "secret-token"));
        time.Step(TimeSpan.FromSeconds(6));
        Assert.True(tokens.Matches("hush"));
        Write(folder, "secret-token", "");
        time.Step(TimeSpan.FromSeconds(6));
        Assert.True(tokens.Matches("hush"));
        Assert.False(tokens.Matches(""));
    }

    [Fact]
    public void A_token_that_is_one_of_several_settings_of_a_file_follows_it_and_a_file_that_is_none_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var time = new SteppedTime();
        string file = Path.Combine(folder.Path, "settings.yaml");
        Write(folder, "settings.yaml", "secret-token: old");
        Write(folder, "previous-secret-token", "of somebody else");
        var tokens = new AgentTokens(new TokenFile(SettingTable.SecretToken, file, IsSettingFile: true), time);
        Write(folder, "settings.yaml", "secret-token: new\ncluster-name: x");
        time.Step(TimeSpan.FromSeconds(6));
        Assert.Equal((true, false, false), (tokens.Matches("new"), tokens.Matches("old"), tokens.Matches("of somebody else")));

        Write(folder, "settings.yaml", "- none");
        time.Step(TimeSpan.FromSeconds(6));
        Assert.True(tokens.Matches("new"));
    }

    private static AgentTokens In(TemporaryFolder folder, TimeProvider time) => new(new TokenFile(SettingTable.SecretToken, Path.Combine(folder.Path, "secret-token"), IsSettingFile: false), time);

    private static void Write(TemporaryFolder folder, string name, string text) => File.WriteAllText(Path.Combine(folder.Path, name), text);

    private sealed class SteppedTime : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Step(TimeSpan by) => _now += by.Ticks;
    }
}
