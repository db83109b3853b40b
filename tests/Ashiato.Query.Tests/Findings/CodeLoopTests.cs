using Ashiato.Model;
using Ashiato.Query.Findings;
using Ashiato.Query.Tests.Calls;

namespace Ashiato.Query.Tests.Findings;

/// <summary>Loops whose body is a span: each call has a parent of its own, and only the code tells that it is one loop.</summary>
public sealed class CodeLoopTests
{
    [Fact]
    public async Task Calls_from_one_line_of_code_are_a_loop_also_when_each_has_a_parent_of_its_own()
    {
        var finding = Assert.Single(await FindAsync(Nested(static _ => Stack(caller: 98))));

        Assert.Equal((FindingKind.CalledInLoop, 6.0, CallSamples.Statement, "main.go:412 getUser"), (finding.Kind, finding.PerRequest, finding.Call?.Text, finding.CodeLine));
        Assert.Equal((12_000, 10_000), (finding.CostMicros, finding.SavingMicros));
    }

    [Fact]
    public async Task A_function_that_is_called_from_several_places_is_no_loop_and_neither_are_calls_of_which_the_code_is_not_known()
    {
        Assert.Empty(await FindAsync(Nested(static i => Stack(caller: 90 + i))));
        Assert.Empty(await FindAsync(Nested(static _ => "[]")));
        Assert.Empty(await FindAsync(Nested(static _ => "no JSON")));
        // Four of six come from one line.
        Assert.Empty(await FindAsync(Nested(static i => Stack(caller: i < 4 ? 98 : 120 + i))));
    }

    [Fact]
    public async Task A_trace_shows_it_as_well()
    {
        await using var store = await Nested(static _ => Stack(caller: 98)).ToStoreAsync();

        var found = await new Questions(store, TimeProvider.System).TraceFindingsAsync(SampleEvents.TraceId, TestContext.Current.CancellationToken);

        Assert.Equal((FindingKind.CalledInLoop, "main.go:412 getUser"), Assert.Single(found.Findings) is { } finding ? (finding.Kind, finding.CodeLine) : default);
    }

    [Fact]
    public async Task The_line_is_that_of_a_slow_call_when_the_agent_sends_no_others()
    {
        var events = new SampleEvents().Transaction(takes: 50_000);
        for (int i = 0; i < 10; i++)
        {
            bool isSlow = i == 7;
            events.Query($"q{i}", i * 4_000, isSlow ? 3_500 : 1_000, with: batch => batch.Set(Fields.SpanStacktrace, isSlow ? Stack(caller: 98) : "[]"));
        }

        Assert.Equal("main.go:412 getUser", Assert.Single(await FindAsync(events)).CodeLine);
    }

    [Theory]
    [InlineData("/usr/share/gocode/src/github.com/jmoiron/sqlx/sqlx.go", "main.go:412 getUser")]
    [InlineData("/home/me/app/sqlx.go", "sqlx.go:82 Get")]
    public async Task A_library_that_the_agent_takes_for_the_application_is_known_by_its_folder(string path, string line)
    {
        string stack = $$"""[{"filename":"sqlx.go","abs_path":"{{path}}","line":{"number":82},"function":"Get"},{"filename":"main.go","abs_path":"/srv/main.go","line":{"number":412},"function":"getUser"}]""";

        Assert.Equal(line, Assert.Single(await FindAsync(Nested(_ => stack))).CodeLine);
    }

    private static SampleEvents Nested(Func<int, string> stack)
    {
        var events = new SampleEvents().Transaction(takes: 50_000);
        for (int i = 0; i < 6; i++)
        {
            int at = i;
            events.Span($"s{i}", i * 5_000, 4_000, with: static batch => batch.Set(Fields.SpanType, "app")).Span($"q{i}", i * 5_000, 2_000, parent: $"s{i}", with: batch =>
            {
                batch.Set(Fields.SpanFingerprint, CallSamples.Statement);
                batch.Set(Fields.SpanStacktrace, stack(at));
            });
        }
        return events;
    }

    private static string Stack(int caller) => $$"""
        [{"filename":"sql.go","line":{"number":9},"function":"Query","library_frame":true},{"filename":"main.go","line":{"number":412},"function":"getUser"},
         {"filename":"main.go","line":{"number":{{caller}}},"function":"getItems"}]
        """;

    private static async Task<IReadOnlyList<Finding>> FindAsync(SampleEvents events)
    {
        await using var store = await events.ToStoreAsync();
        return (await new Questions(store, TimeProvider.System).FindingsAsync(null, null, CallSamples.Period, TestContext.Current.CancellationToken)).Findings;
    }
}
