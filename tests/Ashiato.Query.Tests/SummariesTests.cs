using Ashiato.Model;
using Ashiato.Query.Calls;
using Ashiato.Query.Routes;
using Ashiato.Query.Services;
using Ashiato.Query.Tests.Calls;
using Ashiato.Query.Transactions;
using Ashiato.Storage;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Query.Tests;

public sealed class SummariesTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ashiato-query-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task The_pages_of_services_and_transactions_are_answered_from_summaries_alone()
    {
        var options = new EmbeddedStoreOptions { Directory = _directory.FullName, MaxAge = null };
        var sample = new SampleEvents().Transaction();
        await using (var store = await OpenAsync(options))
        {
            await store.AppendAsync(sample.ToBatch(), Cancel);
        }
        await using var reopened = await OpenAsync(options);
        var recording = new RecordingStore(reopened);
        long minute = 60_000_000;
        var period = new Period(new TimeRange((SampleEvents.Noon / minute * minute) - (600 * minute), (SampleEvents.Noon / minute * minute) + (600 * minute)));

        var services = await new ServicesQuestion(recording).AskAsync(period, Cancel);
        var service = await new ServiceQuestion(recording, RouteRuleSet.None).AskAsync("shop", null, period with { Environment = "production" }, Cancel);
        var transaction = await new TransactionQuestion(recording, RouteRuleSet.None).AskAsync(new TransactionKey("shop", service!.Transactions[0].Name, service.Transactions[0].Type), period, Cancel);

        Assert.Equal(1, services.TransactionCount);
        Assert.Equal(1, transaction!.Distribution.Buckets.Sum(static bucket => bucket.Count));
        Assert.Equal(GroupSource.Summaries, services.Source);
        Assert.All(recording.Answers, static answer => Assert.Equal(GroupSource.Summaries, answer.Source));
        Assert.True(recording.Answers.Count >= 10);
    }

    [Fact]
    public async Task Statements_have_the_same_numbers_from_summaries_as_from_their_events()
    {
        var options = new EmbeddedStoreOptions { Directory = _directory.FullName, MaxAge = null };
        var sample = new SampleEvents().Transaction(takes: 40_000)
            .Query("a", 0, 1_000).Query("b", 1_000, 3_000).Query("p", 4_000, 500, with: CallSamples.Preparing).Query("c", 5_000, 9_000, "UPDATE users SET name = ?")
            .Query("d", 15_000, 8_000, with: static batch => batch.Set(Fields.SpanCompositeCount, 7)).Query("e", 24_000, 700, with: static batch => batch.Set(Fields.SpanDbRowsAffected, 12))
            .Call("f", 26_000).ToBatch();
        await using (var store = await OpenAsync(options)) await store.AppendAsync(sample, Cancel);
        await using var reopened = await OpenAsync(options);
        var recording = new RecordingStore(reopened);
        await using var memory = new MemoryEventStore();
        await memory.AppendAsync(sample, Cancel);
        const long Interval = 600_000_000;
        long start = SampleEvents.Noon / Interval * Interval;
        var period = new Period(new TimeRange(start - Interval, start + (2 * Interval)));

        var fromSummaries = await new Questions(recording, TimeProvider.System).CallsAsync(CallScope.Database, null, period, 100, Cancel);
        var fromEvents = await new Questions(memory, TimeProvider.System).CallsAsync(CallScope.Database, null, period, 100, Cancel);

        Assert.Equal(2, fromSummaries.Groups.Count);
        Assert.Equal(fromEvents.Groups.Select(static group => group with { Callers = [] }), fromSummaries.Groups.Select(static group => group with { Callers = [] }));
        Assert.Equal((fromEvents.Count, fromEvents.TotalMicros, fromEvents.PrepareMicros), (fromSummaries.Count, fromSummaries.TotalMicros, fromSummaries.PrepareMicros));
        var numbers = recording.Answers.Where(static answer => answer.Groups.Any(static group => group.Keys is [CallSamples.Statement, ..] && group.Numbers.Count == 5)).ToArray();
        Assert.Equal(2, numbers.Length);
        Assert.All(numbers, static answer => Assert.Equal(GroupSource.Summaries, answer.Source));
    }

    private static ValueTask<EmbeddedEventStore> OpenAsync(EmbeddedStoreOptions options) =>
        EmbeddedEventStore.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Cancel);

    /// <summary>Passes everything on and keeps the answers to group questions.</summary>
    private sealed class RecordingStore(IEventStore store) : IEventStore
    {
        public System.Collections.Concurrent.ConcurrentQueue<GroupTable> Answers { get; } = new();

        public ValueTask AppendAsync(EventBatch batch, CancellationToken cancel) => store.AppendAsync(batch, cancel);

        public ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel) => store.QueryAsync(query, cancel);

        public async ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel)
        {
            var answer = await store.QueryAsync(query, cancel);
            Answers.Enqueue(answer);
            return answer;
        }

        public ValueTask<ValueTable> QueryAsync(ValueQuery query, CancellationToken cancel) => store.QueryAsync(query, cancel);

        public ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel) => store.GetFieldsAsync(time, filter, cancel);

        public IAsyncEnumerable<EventBatch> TailAsync(Filter filter, CancellationToken cancel) => store.TailAsync(filter, cancel);

        public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel) => store.GetStatusAsync(cancel);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
