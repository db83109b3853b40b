using Ashiato.Query.Arrivals;
using Ashiato.Query.Kql;
using Ashiato.Query.Kql.Completion;
using Ashiato.Query.Services;
using Ashiato.Query.Traces;
using Ashiato.Query.Traces.Comparison;
using Ashiato.Query.Traces.Sharing;
using Ashiato.Query.Transactions;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query;

/// <summary>Answers every question from a store. One class a question; this is their table of contents.</summary>
/// <param name="store">Where the events are.</param>
/// <param name="time">What measures patience.</param>
public sealed class Questions(IEventStore store, TimeProvider time) : IQuestions
{
    /// <inheritdoc/>
    public Task<ServiceList> ServicesAsync(Period period, CancellationToken cancel) =>
        new ServicesQuestion(store).AskAsync(period, cancel);

    /// <inheritdoc/>
    public Task<ServiceDetails?> ServiceAsync(string service, string? transactionType, Period period, CancellationToken cancel) =>
        new ServiceQuestion(store).AskAsync(service, transactionType, period, cancel);

    /// <inheritdoc/>
    public Task<TransactionDetails?> TransactionAsync(TransactionKey key, Period period, CancellationToken cancel) =>
        new TransactionQuestion(store).AskAsync(key, period, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TransactionSample>> SamplesAsync(TransactionKey key, Period period, double? fromMicros, double? toMicros, int limit, CancellationToken cancel) =>
        new SamplesQuestion(store).AskAsync(key, period, fromMicros, toMicros, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecentTrace>> RecentTracesAsync(Period period, int limit, CancellationToken cancel) =>
        new RecentTracesQuestion(store).AskAsync(period, limit, cancel);

    /// <inheritdoc/>
    public Task<Trace?> TraceAsync(string traceId, CancellationToken cancel) =>
        new TraceQuestion(store, time).AskAsync(traceId, cancel);

    /// <inheritdoc/>
    public Task<TraceNotes> TraceNotesAsync(string traceId, CancellationToken cancel) =>
        new TraceNotesQuestion(store).AskAsync(traceId, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> TraceFieldsAsync(string traceId, CancellationToken cancel) =>
        new TraceValuesQuestion(store).FieldsAsync(traceId, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> TraceValuesAsync(string traceId, string field, CancellationToken cancel) =>
        new TraceValuesQuestion(store).ValuesAsync(traceId, field, cancel);

    /// <inheritdoc/>
    public Task<TraceComparison?> CompareTracesAsync(string traceId, string? otherId, CancellationToken cancel) =>
        new ComparisonQuestion(store, time).AskAsync(traceId, otherId, cancel);

    /// <inheritdoc/>
    public Task<TraceFile?> TraceFileAsync(string traceId, bool isMasked, CancellationToken cancel) =>
        new TraceFileQuestion(store, time).AskAsync(traceId, isMasked, cancel);

    /// <inheritdoc/>
    public Task<EventDetails?> EventAsync(string traceId, string id, CancellationToken cancel) =>
        new EventQuestion(store).AskAsync(traceId, id, cancel);

    /// <inheritdoc/>
    public IAsyncEnumerable<RecentTrace> FollowTracesAsync(CancellationToken cancel) =>
        new NewTracesQuestion(store, time).AskAsync(cancel);

    /// <inheritdoc/>
    public Task<bool> WaitForFirstEventAsync(TimeSpan patience, CancellationToken cancel) =>
        new FirstEventQuestion(store, time).AskAsync(patience, cancel);

    /// <inheritdoc/>
    public async Task<Filter> FilterAsync(string kql, CancellationToken cancel)
    {
        // Only names with stars can stand for fields that are not known by their names.
        var fields = kql.Contains('*', StringComparison.Ordinal) ? await store.GetFieldsAsync(TimeRange.All, null, cancel) : [];
        return KqlTranslator.ToFilter(kql, new KqlContext(time.GetUtcNow()) { DynamicFields = [.. fields.Select(static one => one.Field).Where(static field => field.Index < 0)] });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<KqlSuggestion>> CompleteAsync(string text, int caret, Period period, CancellationToken cancel) =>
        new KqlCompletion(new StoreKqlSource(store, period)).CompleteAsync(text, caret, cancel).AsTask();

    /// <inheritdoc/>
    public Task<StoreStatus> StatusAsync(CancellationToken cancel) => store.GetStatusAsync(cancel).AsTask();
}
