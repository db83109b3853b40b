using Ashiato.Model;
using Ashiato.Query.Runs;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Runs;

public sealed class RunBoundsTests
{
    private const long Second = 1_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traffic_ends_with_the_last_request_before_a_silence()
    {
        await using var store = await At(0, 3, 7.9, 12.8, 30).ToStoreAsync();
        var questions = new Questions(store, TimeProvider.System);

        Assert.Equal(new TrafficEnd(Noon(12.8), true), await questions.TrafficEndAsync(Noon(0), 5 * Second, Noon(100), Cancel));
        Assert.Equal(new TrafficEnd(Noon(30), true), await questions.TrafficEndAsync(Noon(30), 5 * Second, Noon(100), Cancel));
        Assert.Equal(new TrafficEnd(Noon(30), true), await questions.TrafficEndAsync(Noon(0), 20 * Second, Noon(100), Cancel));
    }

    [Fact]
    public async Task Nobody_knows_whether_traffic_has_ended_that_is_not_yet_silent_for_long_enough()
    {
        await using var store = await At(0, 3).ToStoreAsync();

        Assert.Equal(new TrafficEnd(Noon(3), false), await new Questions(store, TimeProvider.System).TrafficEndAsync(Noon(0), 5 * Second, Noon(7.9), Cancel));
    }

    [Fact]
    public async Task Traffic_of_hours_is_followed_to_its_end()
    {
        await using var store = await At([.. Enumerable.Range(0, 1_500).Select(static i => i * 4.0)]).ToStoreAsync();

        Assert.Equal(new TrafficEnd(Noon(1_499 * 4), true), await new Questions(store, TimeProvider.System).TrafficEndAsync(Noon(0), 5 * Second, Noon(20_000), Cancel));
    }

    [Fact]
    public async Task The_first_request_and_the_versions_of_a_time_are_found()
    {
        var events = At(10, 20).Transaction("v1", 30 * Second, with: static batch => batch.Set(Fields.ServiceVersion, "2")).Transaction("v2", 25 * Second, with: static batch => batch.Set(Fields.ServiceVersion, "1"));
        await using var store = await events.ToStoreAsync();
        var questions = new Questions(store, TimeProvider.System);
        var time = new TimeRange(Noon(11), Noon(100));

        Assert.Equal(Noon(20), await questions.FirstRequestAsync(null, time, Cancel));
        Assert.Equal(Noon(30), await questions.FirstRequestAsync(Filter.Is(Fields.ServiceVersion, "2"), time, Cancel));
        Assert.Null(await questions.FirstRequestAsync(Filter.Is(Fields.ServiceVersion, "3"), time, Cancel));
        Assert.Equal([("1", Noon(25)), ("2", Noon(30))], await questions.VersionStartsAsync("shop", time, Cancel));
    }

    private static SampleEvents At(params IReadOnlyList<double> seconds)
    {
        var events = new SampleEvents();
        for (int i = 0; i < seconds.Count; i++) events.Transaction($"t{i}", (long)(seconds[i] * Second));
        return events;
    }

    private static long Noon(double seconds) => SampleEvents.Noon + (long)(seconds * Second);
}
