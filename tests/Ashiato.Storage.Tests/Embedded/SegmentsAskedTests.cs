using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Whole segments are left out of a question whose time or traces they do not have, and nothing is lost by it.</summary>
public sealed class SegmentsAskedTests : IDisposable
{
    private const long Hour = 3_600_000_000;
    private const int Segments = 4;
    private const int TracesOfSegment = 50;

    private static readonly long s_start = Samples.Micros(Samples.Now) - (Segments * Hour);

    private readonly StoreFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Segments_of_another_time_are_left_out()
    {
        await using var store = await StoreAsync();
        using var snapshot = store.TakeSnapshot();
        var second = new TimeRange(s_start + Hour, s_start + (2 * Hour));

        Assert.Equal(Segments, snapshot.Segments.Count);
        Assert.Single(snapshot.GroupsFor(second, Filter.Everything));
        Assert.Equal(Segments, snapshot.GroupsFor(TimeRange.All, Filter.Everything).Count());
        Assert.Equal(TracesOfSegment, await CountAsync(store, second, Filter.Everything));
    }

    [Fact]
    public async Task Segments_without_a_trace_are_left_out_however_the_filter_is_nested()
    {
        await using var store = await StoreAsync();
        using var snapshot = store.TakeSnapshot();
        string[] ids = [IdOf(2, 7).ToString(), IdOf(3, 7).ToString()];
        var traces = new Filter.TextIn(Fields.TraceId, ids);
        var nested = new Filter.All([new Filter.Exists(Fields.Timestamp), new Filter.All([traces])]);
        var either = new Filter.Any([traces, Filter.Is(Fields.ServiceName, "shop")]);

        // A table of traces tells most segments without one, not each.
        Assert.InRange(snapshot.GroupsFor(TimeRange.All, traces).Count(), 2, Segments - 1);
        Assert.InRange(snapshot.GroupsFor(TimeRange.All, nested).Count(), 2, Segments - 1);
        Assert.Equal(Segments, snapshot.GroupsFor(TimeRange.All, either).Count());
        Assert.Equal(2, await CountAsync(store, TimeRange.All, nested));
        Assert.Equal(Segments * TracesOfSegment, await CountAsync(store, TimeRange.All, either));
    }

    private async Task<EmbeddedEventStore> StoreAsync()
    {
        var store = await _fixture.OpenAsync(_fixture.Options());
        for (int segment = 0; segment < Segments; segment++)
        {
            var builder = new EventBatchBuilder();
            for (int trace = 0; trace < TracesOfSegment; trace++)
            {
                builder.Set(Fields.Timestamp, s_start + (segment * Hour) + trace);
                builder.Set(Fields.TraceId, IdOf(segment, trace));
                builder.Set(Fields.ServiceName, "shop");
                builder.EndRow();
            }
            await store.AppendAsync(builder.Build(BatchId.New()), Cancel);
            await store.FlushAsync();
        }
        return store;
    }

    private static async Task<long> CountAsync(EmbeddedEventStore store, TimeRange time, Filter filter) =>
        (await store.QueryAsync(new GroupQuery { Time = time, Filter = filter, Measures = [new Measure.Count()] }, Cancel)).EventCount;

    private static EventId IdOf(int segment, int trace) => EventId.FromUInt128(((UInt128)(uint)(segment + 1) << 64) | (uint)trace);
}
