using Ashiato.Model;
using Ashiato.Query.Logs;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Logs;

public class LogQuestionsTests
{
    private static readonly Period s_minute = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 60_000_000));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static SampleEvents Lines => new SampleEvents()
        .Transaction("t1")
        .Log("user 12 logged in after 3.5ms", at: 1_000_000)
        .Log("user 7 logged in after 12ms", at: 2_000_000)
        .Log("disk full", at: 3_000_000, with: batch => batch.Set(Fields.LogLevel, "error"))
        .Log("other", at: 4_000_000, with: batch => batch.Set(Fields.ServiceName, "cart"));

    [Fact]
    public async Task Lines_stand_newest_first_with_their_trace_and_levels_over_time()
    {
        await using var store = await Lines.ToStoreAsync();

        var page = await new LogsQuestion(store).AskAsync("shop", s_minute, 2, null, Cancel);

        Assert.Equal(["disk full", "user 7 logged in after 12ms"], page.Lines.Select(line => line.Message));
        Assert.Equal(SampleEvents.TraceId, page.Lines[0].TraceId);
        Assert.Equal([("", 2L), ("error", 1L)], page.Levels.Select(level => (level.Level, level.Count)));
        Assert.Equal(3, page.Count);
    }

    [Fact]
    public async Task The_next_page_goes_on_where_the_last_one_ended()
    {
        await using var store = await Lines.ToStoreAsync();
        var first = await new LogsQuestion(store).AskAsync("shop", s_minute, 2, null, Cancel);

        var second = await new LogsQuestion(store).AskAsync("shop", s_minute, 2, first.Next, Cancel);

        Assert.Equal(["user 12 logged in after 3.5ms"], second.Lines.Select(line => line.Message));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Lines_that_differ_in_values_are_one_pattern()
    {
        await using var store = await Lines.ToStoreAsync();

        var patterns = await new LogPatternsQuestion(store).AskAsync("shop", s_minute, Cancel);

        Assert.Equal([("user * logged in after *", 2L), ("disk full", 1L)], patterns.Patterns.Select(pattern => (pattern.Pattern, pattern.Count)));
        Assert.Equal("user 7 logged in after 12ms", patterns.Patterns[0].Example.Message);
    }

    [Theory]
    [InlineData("GET /a 200 in 12ms", "GET /a * in *")]
    [InlineData("peer 10.0.0.1:8080 said \"hello you\"", "peer * said *")]
    [InlineData("id 6f1c2d3e-0000-4000-8000-1234567890ab done", "id * done")]
    [InlineData("ids 1, 2, 3", "ids *")]
    [InlineData("http2 and utf8 stay", "http2 and utf8 stay")]
    [InlineData("first line 1\nsecond line 2", "first line *")]
    public void Values_become_stars(string line, string template) => Assert.Equal(template, LogTemplate.Of(line));
}
