using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Query.Transactions;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Transactions;

public class SamplesQuestionTests
{
    private static readonly Period s_period = new(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + 600_000_000));

    [Fact]
    public async Task The_slowest_a_typical_and_a_failed_one_stand_first()
    {
        var samples = await AskAsync(Hundred(failed: 17), limit: 8);

        Assert.Equal(8, samples.Count);
        Assert.Equal(8, samples.Distinct().Count());
        Assert.Equal(100_000, samples[0].DurationMicros);
        Assert.InRange(samples[1].DurationMicros, 49_000, 52_000);
        Assert.Equal((17_000, true), (samples[2].DurationMicros, samples[2].IsFailed));
    }

    [Fact]
    public async Task The_rest_is_spread_from_the_shortest_to_the_longest()
    {
        var samples = await AskAsync(Hundred(failed: 17), limit: 20);

        Assert.Contains(samples, sample => sample.DurationMicros == 1_000);
        Assert.Equal(10, samples.Select(sample => (sample.DurationMicros - 1) / 10_000).Distinct().Count());
    }

    [Fact]
    public async Task When_there_are_few_all_are_samples()
    {
        var samples = await AskAsync(new SampleEvents().Transaction("t1", takes: 10).Transaction("t2", takes: 20).Transaction("t3", takes: 30), limit: 10);

        Assert.Equal([10, 20, 30], samples.Select(sample => sample.DurationMicros).Order());
    }

    [Fact]
    public async Task A_band_limits_them_from_its_start_up_to_but_without_its_end()
    {
        var samples = await AskAsync(Hundred(failed: 17), limit: 50, from: 10_000, to: 20_000);

        Assert.Equal(Enumerable.Range(10, 10).Select(i => i * 1_000L), samples.Select(sample => sample.DurationMicros).Order());
    }

    [Fact]
    public async Task The_band_of_the_first_bucket_holds_what_took_no_time()
    {
        var samples = await AskAsync(new SampleEvents().Transaction("t1", takes: 0).Transaction("t2", takes: 5), limit: 10, from: 1, to: 1.2);

        Assert.Equal(0, Assert.Single(samples).DurationMicros);
    }

    [Fact]
    public async Task Transactions_that_were_not_sampled_have_no_timeline_and_are_left_out()
    {
        var samples = await AskAsync(new SampleEvents().Transaction("t1").Transaction("t2", with: batch => batch.Set(Fields.TransactionSampled, false)), limit: 10);

        Assert.Equal("t1", Assert.Single(samples).TransactionId);
    }

    [Fact]
    public async Task A_sample_names_its_trace_and_result()
    {
        var samples = await AskAsync(new SampleEvents().Transaction("t1", at: 5, takes: 7, with: batch => batch.Set(Fields.TransactionResult, "HTTP 2xx")), limit: 10);

        Assert.Equal(new TransactionSample(SampleEvents.TraceId, "t1", SampleEvents.Noon + 5, 7, false, "HTTP 2xx"), Assert.Single(samples));
    }

    /// <summary>A hundred transactions of 1 ms, 2 ms, … 100 ms, one of which failed.</summary>
    private static SampleEvents Hundred(int failed)
    {
        var events = new SampleEvents();
        for (int i = 1; i <= 100; i++)
            events.Transaction($"t{i}", at: i, takes: i * 1_000, with: i == failed ? batch => batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure) : null);
        return events;
    }

    private static async Task<IReadOnlyList<TransactionSample>> AskAsync(SampleEvents events, int limit, double? from = null, double? to = null)
    {
        await using var store = await events.ToStoreAsync();
        return await new SamplesQuestion(store, RouteRuleSet.None).AskAsync(new TransactionKey("shop", "GET /"), s_period, from, to, limit, TestContext.Current.CancellationToken);
    }
}
