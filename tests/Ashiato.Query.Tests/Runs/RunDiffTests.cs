using Ashiato.Model;
using Ashiato.Query.Calls;
using Ashiato.Query.Findings;
using Ashiato.Query.Runs.Diff;
using Ashiato.Query.Tests.Calls;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Runs;

public sealed class RunDiffTests
{
    private const long Later = 600_000_000;

    private static Period Before { get; } = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + Later));

    private static Period After { get; } = new(new TimeRange(SampleEvents.Noon + Later, SampleEvents.Noon + (2 * Later)));

    [Fact]
    public async Task A_faster_run_that_served_more_requests_gained_time_although_it_spent_more()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 10; i++) events.Transaction($"a{i}", i, 100_000);
        for (int i = 0; i < 40; i++) events.Transaction($"b{i}", Later + i, 50_000);

        var diff = await DiffAsync(events);

        var endpoint = Assert.Single(diff.Endpoints);
        Assert.Equal((10L, 40L), (endpoint.Before!.Count, endpoint.After!.Count));
        Assert.Equal((1_000_000, 2_000_000), (endpoint.Before.TotalMicros, endpoint.After.TotalMicros));
        Assert.Equal((-50_000.0, 2_000_000.0), (endpoint.PerRequestMicros, endpoint.GainedMicros));
        Assert.Equal(2_000_000, diff.GainedMicros);
    }

    [Fact]
    public async Task A_statement_that_became_faster_is_named_with_how_many_times()
    {
        var diff = await DiffAsync(Runs(before: 34_000, after: 2_000));

        var cause = Assert.Single(diff.Causes);
        Assert.Equal((DiffCauseKind.CallFaster, CallSamples.Statement, 34_000.0, 2_000.0, 320_000.0), (cause.Kind, cause.Call!.Text, cause.Before, cause.After, cause.GainedMicros));
        var call = Assert.Single(diff.Calls);
        Assert.Equal((1.0, 1.0, 320_000.0), (call.Before!.PerRequest, call.After!.PerRequest, call.GainedMicros));
    }

    [Fact]
    public async Task A_statement_that_ran_6_times_instead_of_2_is_named_by_its_calls_and_not_as_slower()
    {
        var events = new SampleEvents();
        for (int run = 0; run < 2; run++)
        {
            events.Transaction($"t{run}", run * Later, 60_000);
            for (int i = 0; i < (run == 0 ? 2 : 6); i++) events.Query($"q{run}-{i}", (run * Later) + (i * 6_000), 5_000, transaction: $"t{run}");
        }

        var diff = await DiffAsync(events);

        var cause = Assert.Single(diff.Causes, static cause => cause.Call is not null);
        Assert.Equal((DiffCauseKind.MoreCalls, 2.0, 6.0, -20_000.0), (cause.Kind, cause.Before, cause.After, cause.GainedMicros));
    }

    [Fact]
    public async Task New_and_vanished_endpoints_and_statements_are_told()
    {
        var events = new SampleEvents()
            .Transaction("a1", 0, 20_000).Query("qa", 0, 15_000, "SELECT old", "a1").Transaction("a2", 10, 5_000, name: "GET /gone")
            .Transaction("b1", Later, 20_000).Query("qb", Later, 15_000, "SELECT young", "b1").Transaction("b2", Later + 10, 7_000, name: "GET /new");

        var diff = await DiffAsync(events);

        Assert.Equal(
            [("GET /", true, true, 0), ("GET /gone", true, false, 5_000), ("GET /new", false, true, -7_000)],
            diff.Endpoints.Select(static one => (one.Endpoint.Name, one.Before is not null, one.After is not null, one.GainedMicros)).Order());
        Assert.Equal(
            [(DiffCauseKind.NewCall, "SELECT young"), (DiffCauseKind.VanishedCall, "SELECT old")],
            diff.Causes.Select(static cause => (cause.Kind, cause.Call!.Text)).Order());
        Assert.Contains(diff.Calls, static one => one is { Before: null, After: not null, Kind.Text: "SELECT young" });
        Assert.Contains(diff.Calls, static one => one is { Before: not null, After: null, Kind.Text: "SELECT old" });
    }

    [Fact]
    public async Task Failures_count_against_as_many_requests()
    {
        // Twice as many requests with twice as many failures are no change.
        Assert.Empty((await DiffAsync(Failures(20, 2))).Causes);

        var cause = Assert.Single((await DiffAsync(Failures(20, 4))).Causes);
        Assert.Equal((DiffCauseKind.MoreFailures, 2.0, 4.0), (cause.Kind, cause.Before, cause.After));

        static SampleEvents Failures(int requests, int failures)
        {
            var events = new SampleEvents();
            for (int i = 0; i < 10; i++) events.Transaction($"a{i}", i, 1_000, with: i < 1 ? Failing : null);
            for (int i = 0; i < requests; i++) events.Transaction($"b{i}", Later + i, 1_000, with: i < failures ? Failing : null);
            return events;
        }

        static void Failing(EventBatchBuilder batch) => batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure);
    }

    [Fact]
    public async Task Calls_that_run_together_now_are_a_finding_that_is_gone()
    {
        var events = new SampleEvents()
            .Transaction("a1", 0, 60_000).Call("c1", 0, 20_000, transaction: "a1").Call("c2", 21_000, 20_000, transaction: "a1")
            .Transaction("b1", Later, 40_000).Call("d1", Later, 20_000, transaction: "b1").Call("d2", Later + 100, 20_000, transaction: "b1");

        var diff = await DiffAsync(events);

        Assert.Equal(FindingKind.OneAfterTheOther, Assert.Single(diff.Causes, static cause => cause.Kind == DiffCauseKind.FindingGone).Finding!.Kind);
        Assert.DoesNotContain(diff.Causes, static cause => cause.Kind is DiffCauseKind.CallFaster or DiffCauseKind.FewerCalls);
    }

    [Fact]
    public async Task A_run_beside_itself_has_no_cause()
    {
        await using var store = await Runs(before: 30_000, after: 2_000).ToStoreAsync();

        var diff = await new Questions(store, TimeProvider.System).RunDiffAsync(Before, Before, null, TestContext.Current.CancellationToken);

        Assert.Empty(diff.Causes);
        Assert.All(diff.Endpoints, static one => Assert.Equal(0, one.GainedMicros));
        Assert.All(diff.Calls, static one => Assert.Equal(0, one.GainedMicros));
    }

    [Fact]
    public async Task Versions_at_the_same_time_are_compared_by_their_requests()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 10; i++) events.Transaction($"a{i}", i, i % 2 == 0 ? 10_000 : 30_000, with: batch => batch.Set(Fields.ServiceVersion, i % 2 == 0 ? "1" : "2"));
        await using var store = await events.ToStoreAsync();

        var diff = await new Questions(store, TimeProvider.System).RunDiffAsync(Of("1"), Of("2"), null, TestContext.Current.CancellationToken);

        Assert.Equal(-100_000, Assert.Single(diff.Endpoints).GainedMicros);

        static Period Of(string version) => Before with { Where = Filter.Is(Fields.ServiceVersion, version) };
    }

    private static SampleEvents Runs(long before, long after)
    {
        var events = new SampleEvents();
        for (int i = 0; i < 10; i++) events.Transaction($"a{i}", i, before + 5_000).Query($"qa{i}", i, before, transaction: $"a{i}");
        for (int i = 0; i < 10; i++) events.Transaction($"b{i}", Later + i, after + 5_000).Query($"qb{i}", Later + i, after, transaction: $"b{i}");
        return events;
    }

    private static async Task<RunDiff> DiffAsync(SampleEvents events)
    {
        await using var store = await events.ToStoreAsync();
        return await new Questions(store, TimeProvider.System).RunDiffAsync(Before, After, null, TestContext.Current.CancellationToken);
    }
}
