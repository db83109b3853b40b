using Ashiato.Query.Ready;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Ready;

public sealed class ReadyAnswersTests
{
    private const long Hour = 3_600_000_000;

    private static readonly Period s_past = new(new TimeRange(SampleEvents.Noon - Hour, SampleEvents.Noon + Hour));

    private readonly HandTime _time = new();
    private int _asked;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_about_the_past_holds_until_something_is_added_to_it()
    {
        await using var store = new MemoryEventStore();
        var ready = Over(store);

        await AskAsync(ready, s_past);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("1", await AskAsync(ready, s_past));

        await store.AppendAsync(new SampleEvents().Transaction().ToBatch(), Cancel);
        Assert.Equal("2", await AskAsync(ready, s_past));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("2", await AskAsync(ready, s_past));
    }

    [Fact]
    public async Task An_answer_up_to_now_is_given_again_for_five_seconds_although_now_moves()
    {
        await using var store = new MemoryEventStore();
        var ready = Over(store);

        await AskAsync(ready, LastHour());
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("1", await AskAsync(ready, LastHour()));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("2", await AskAsync(ready, LastHour()));
    }

    [Fact]
    public async Task Questions_places_and_lengths_are_told_apart_and_conditions_are_asked_each_time()
    {
        await using var store = new MemoryEventStore();
        var ready = Over(store);

        await AskAsync(ready, s_past);
        Assert.Equal("2", await AskAsync(ready, s_past, "another question"));
        Assert.Equal("3", await AskAsync(ready, s_past with { Environment = "test" }));
        Assert.Equal("4", await AskAsync(ready, new Period(new TimeRange(s_past.Time.FromMicros, SampleEvents.Noon))));
        Assert.Equal("5", await AskAsync(ready, s_past with { Where = Filter.Everything }));
        Assert.Equal("6", await AskAsync(ready, s_past with { Where = Filter.Everything }));
        Assert.Equal("1", await AskAsync(ready, s_past));
    }

    [Fact]
    public async Task Other_route_rules_make_other_answers()
    {
        await using var store = new MemoryEventStore();
        string rules = "";
        var ready = new ReadyAnswers(store, _time, _ => ValueTask.FromResult(rules));

        await AskAsync(ready, s_past);
        rules = "/items/{id}";

        Assert.Equal("2", await AskAsync(ready, s_past));
    }

    [Fact]
    public async Task Who_asks_together_is_answered_together_and_a_failure_is_not_kept()
    {
        await using var store = new MemoryEventStore();
        var ready = Over(store);
        var gates = new Queue<TaskCompletionSource<string>>([new(), new()]);
        var failing = gates.Peek();

        var first = AskAsync();
        var second = AskAsync();
        failing.SetException(new IOException("away"));
        await Assert.ThrowsAsync<IOException>(() => first);
        await Assert.ThrowsAsync<IOException>(() => second);

        gates.Peek().SetResult("there");
        Assert.Equal("there", await AskAsync());

        Task<string> AskAsync() => ready.GetAsync("slow", s_past, _ => gates.Dequeue().Task, Cancel);
    }

    [Fact]
    public async Task What_somebody_looks_at_is_asked_anew_when_events_come_before_anybody_asks_again()
    {
        await using var store = new MemoryEventStore();
        var ready = new ReadyAnswers(store, TimeProvider.System, static _ => ValueTask.FromResult(""));
        var again = new TaskCompletionSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = ready.RunAsync(stop.Token);
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;

        await ready.GetAsync("watched", new Period(new TimeRange(now - Hour, now)), CountedAsync, Cancel);
        await store.AppendAsync(new SampleEvents().Transaction(at: now - SampleEvents.Noon).ToBatch(), Cancel);
        await again.Task.WaitAsync(Cancel);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Task<string> CountedAsync(Period period)
        {
            if (Interlocked.Increment(ref _asked) == 2) again.SetResult();
            return Task.FromResult("");
        }
    }

    [Fact]
    public async Task What_is_kept_is_not_asked_where_nobody_looks_and_asked_again_for_a_day_where_somebody_did()
    {
        await using var store = new MemoryEventStore();
        var ready = Over(store);
        ready.Keep("kept", TimeSpan.FromHours(1), period => AskedAsync());

        await PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(0, _asked);

        await ready.GetAsync("kept", LastHour(), _ => AskedAsync(), Cancel);
        await PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(2, _asked);
        await PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(2, _asked);
        await PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(3, _asked);
        await PassAsync(TimeSpan.FromHours(23));
        Assert.Equal(3, _asked);

        async Task PassAsync(TimeSpan by)
        {
            _time.Advance(by);
            await store.AppendAsync(new SampleEvents().Transaction(at: Now - SampleEvents.Noon - 1).ToBatch(), Cancel);
            await ready.RefreshAsync(Cancel);
        }
    }

    [Fact]
    public async Task While_many_events_come_in_only_what_somebody_looks_at_is_asked_anew()
    {
        await using var store = new MemoryEventStore();
        var ready = new ReadyAnswers(store, _time, static _ => ValueTask.FromResult("")) { BusyPerSecond = 100 };
        ready.Keep("kept", TimeSpan.FromHours(1), _ => AskedAsync());
        await ready.GetAsync("kept", LastHour(), _ => AskedAsync(), Cancel);

        await PassAsync(TimeSpan.FromSeconds(10), events: 1_500);
        Assert.Equal(2, _asked);
        await PassAsync(TimeSpan.FromMinutes(2), events: 1);
        Assert.Equal(3, _asked);
        await PassAsync(TimeSpan.FromSeconds(31), events: 3_500);
        Assert.Equal(3, _asked);
        await PassAsync(TimeSpan.FromSeconds(1), events: 1);
        Assert.Equal(4, _asked);

        async Task PassAsync(TimeSpan by, int events)
        {
            _time.Advance(by);
            var sample = new SampleEvents();
            for (int i = 0; i < events; i++) sample.Transaction(at: Now - SampleEvents.Noon - 1);
            await store.AppendAsync(sample.ToBatch(), Cancel);
            await ready.RefreshAsync(Cancel);
        }
    }

    private ReadyAnswers Over(MemoryEventStore store) => new(store, _time, static _ => ValueTask.FromResult(""));

    private long Now => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private Period LastHour() => new(new TimeRange(Now - Hour, Now));

    private Task<string> AskedAsync()
    {
        _asked++;
        return Task.FromResult("there");
    }

    /// <summary>How often was asked until now.</summary>
    private Task<string> AskAsync(ReadyAnswers ready, Period period, string question = "one") =>
        ready.GetAsync(question, period, _ => Task.FromResult((++_asked).ToString(System.Globalization.CultureInfo.InvariantCulture)), Cancel);

    private sealed class HandTime : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch.AddMicroseconds(SampleEvents.Noon).AddDays(1);

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
