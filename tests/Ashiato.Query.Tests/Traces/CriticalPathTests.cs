using Ashiato.Query.Traces;

namespace Ashiato.Query.Tests.Traces;

public class CriticalPathTests
{
    [Fact]
    public async Task Steps_one_after_another_are_all_on_the_path_and_gaps_are_the_parent_s()
    {
        var path = await PathAsync(new SampleEvents()
            .Transaction("t1", takes: 10_000)
            .Span("a", at: 1_000, takes: 2_000)
            .Span("b", at: 5_000, takes: 4_000));

        Assert.Equal([("t1", 0, 1_000), ("a", 1_000, 3_000), ("t1", 3_000, 5_000), ("b", 5_000, 9_000), ("t1", 9_000, 10_000)], path);
    }

    [Fact]
    public async Task Of_steps_side_by_side_the_last_to_end_counts()
    {
        var path = await PathAsync(new SampleEvents()
            .Transaction("t1", takes: 10_000)
            .Span("short", at: 2_000, takes: 3_000)
            .Span("long", at: 0, takes: 10_000));

        Assert.Equal([("long", 0, 10_000)], path);
    }

    [Fact]
    public async Task The_path_goes_down_into_the_step_that_was_waited_for()
    {
        var path = await PathAsync(new SampleEvents()
            .Transaction("t1", takes: 10_000)
            .Span("outer", at: 0, takes: 10_000)
            .Span("inner", at: 4_000, takes: 2_000, parent: "outer"));

        Assert.Equal([("outer", 0, 4_000), ("inner", 4_000, 6_000), ("outer", 6_000, 10_000)], path);
    }

    [Fact]
    public async Task Steps_that_overlap_by_rounding_follow_one_another()
    {
        var path = await PathAsync(new SampleEvents()
            .Transaction("t1", takes: 10_000)
            .Span("a", at: 0, takes: 5_100)
            .Span("b", at: 5_000, takes: 5_000));

        Assert.Equal([("a", 0, 5_000), ("b", 5_000, 10_000)], path);
    }

    [Fact]
    public async Task What_outlives_its_parent_counts_when_the_trace_ends_with_it()
    {
        var path = await PathAsync(new SampleEvents()
            .Transaction("t1", takes: 10_000)
            .Span("a", at: 1_000, takes: 2_000)
            .Transaction("t2", at: 8_000, takes: 30_000, parent: "t1"));

        Assert.Equal([("t1", 0, 1_000), ("a", 1_000, 3_000), ("t1", 3_000, 8_000), ("t2", 8_000, 38_000)], path);
    }

    [Fact]
    public async Task What_outlives_its_parent_does_not_count_when_something_else_ends_the_trace()
    {
        var path = await PathAsync(new SampleEvents()
            .Transaction("t1", takes: 50_000)
            .Span("a", at: 1_000, takes: 2_000)
            .Span("stray", at: 2_000, takes: 20_000, parent: "a"));

        Assert.Equal([("t1", 0, 1_000), ("a", 1_000, 3_000), ("t1", 3_000, 50_000)], path);
    }

    [Fact]
    public async Task Waiting_in_a_queue_is_on_nobody_s_account()
    {
        var path = await PathAsync(new SampleEvents()
            .Transaction("t1", takes: 10_000)
            .Transaction("t2", at: 60_000, takes: 5_000, parent: "t1"));

        Assert.Equal([("t1", 0, 10_000), ("t2", 60_000, 65_000)], path);
    }

    private static async Task<IEnumerable<(string, long, long)>> PathAsync(SampleEvents events)
    {
        var trace = await TraceQuestionTests.TraceAsync(events);
        return trace.CriticalPath.Select(step => (trace.Rows[step.Row].Id, step.FromMicros, step.ToMicros));
    }
}
