using Ashiato.Query.Activity;
using Ashiato.Query.Arrivals;
using Ashiato.Query.Breakdown;
using Ashiato.Query.Calls;
using Ashiato.Query.Correlations;
using Ashiato.Query.Dependencies;
using Ashiato.Query.Deploys;
using Ashiato.Query.Errors;
using Ashiato.Query.Exploring;
using Ashiato.Query.Findings;
using Ashiato.Query.Flame;
using Ashiato.Query.Gates;
using Ashiato.Query.Instances;
using Ashiato.Query.Kql;
using Ashiato.Query.Kql.Completion;
using Ashiato.Query.Logs;
using Ashiato.Query.Map;
using Ashiato.Query.Metrics;
using Ashiato.Query.Ready;
using Ashiato.Query.Routes;
using Ashiato.Query.Runs;
using Ashiato.Query.Runs.Diff;
using Ashiato.Query.Services;
using Ashiato.Query.Traces;
using Ashiato.Query.Traces.Comparison;
using Ashiato.Query.Traces.Sharing;
using Ashiato.Query.Transactions;
using Ashiato.Query.Versions;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query;

/// <summary>Answers every question from a store. One class a question; this is their table of contents.</summary>
/// <param name="store">Where the events are.</param>
/// <param name="time">What measures patience.</param>
/// <param name="routes">Which names of transactions belong together; each is a group of its own without it.</param>
/// <param name="mutes">Which findings nobody wants to hear of; all are wanted without it.</param>
public sealed class Questions(IEventStore store, TimeProvider time, IRouteRules? routes = null, IFindingMutes? mutes = null) : IQuestions
{
    // What pages show that nobody has chosen a range for.
    private static readonly TimeSpan s_usualRange = TimeSpan.FromHours(1);

    private readonly RecentSamples _samples = new(time);
    private readonly ReadyAnswers _ready = new(store, time, async cancel => routes is null ? "" : (await routes.ReadAsync(cancel)).Identity);

    /// <inheritdoc/>
    public Task<ServiceList> ServicesAsync(Period period, CancellationToken cancel) =>
        new ServicesQuestion(store).AskAsync(period, cancel);

    /// <inheritdoc/>
    public async Task<ServiceDetails?> ServiceAsync(string service, string? transactionType, Period period, CancellationToken cancel) =>
        await new ServiceQuestion(store, await RoutesAsync(cancel)).AskAsync(service, transactionType, period, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> ServiceFactsAsync(string service, Period period, CancellationToken cancel) =>
        new ServiceFactsQuestion(store).AskAsync(service, period, cancel);

    /// <inheritdoc/>
    public async Task<TransactionDetails?> TransactionAsync(TransactionKey key, Period period, CancellationToken cancel) =>
        await new TransactionQuestion(store, await RoutesAsync(cancel)).AskAsync(key, period, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransactionSample>> SamplesAsync(TransactionKey key, Period period, double? fromMicros, double? toMicros, int limit, CancellationToken cancel) =>
        await new SamplesQuestion(store, await RoutesAsync(cancel)).AskAsync(key, period, fromMicros, toMicros, limit, cancel);

    /// <inheritdoc/>
    public Task<TimeSeries> ActivityAsync(Period period, int most, CancellationToken cancel) =>
        new ActivityQuestion(store).AskAsync(period, most, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Deploy>> DeploysAsync(string? service, Period period, CancellationToken cancel) =>
        new DeploysQuestion(store).AskAsync(service, period, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ServiceVersion>> VersionsAsync(string service, Period period, CancellationToken cancel) =>
        new VersionsQuestion(store).AskAsync(service, period, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ServiceInstance>> InstancesAsync(string service, Period period, CancellationToken cancel) =>
        new InstancesQuestion(store).AskAsync(service, period, cancel);

    /// <inheritdoc/>
    public Task<TimeByType> TimeByTypeAsync(string service, Period period, CancellationToken cancel) =>
        new TimeByTypeQuestion(store).AskAsync(service, null, period, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Dependency>> DependenciesAsync(string? service, Period period, CancellationToken cancel) =>
        new DependenciesQuestion(store).AskAsync(service, period, cancel);

    /// <inheritdoc/>
    public Task<DependencyDetails?> DependencyAsync(string resource, string? service, string? operation, Period period, CancellationToken cancel) =>
        new DependencyQuestion(store).AskAsync(resource, service, operation, period, cancel);

    /// <inheritdoc/>
    public Task<CallSpread?> DependencySpreadAsync(string resource, string? service, string? operation, Period period, CancellationToken cancel) =>
        new CallSpreadQuestion(store).AskAsync(resource, service, operation, period, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransactionGroup>> TransactionTableAsync(string service, string? type, Period period, CancellationToken cancel) =>
        await new TransactionTableQuestion(store, await RoutesAsync(cancel)).AskAsync(service, type, period, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GroupSeries>> TransactionSeriesAsync(string service, string type, Period period, CancellationToken cancel) =>
        await new GroupSeriesQuestion(store, await RoutesAsync(cancel)).AskAsync(service, type, period, cancel);

    /// <inheritdoc/>
    public async Task<ResultTimes> ResultTimesAsync(string service, string? name, string? type, Period period, CancellationToken cancel) =>
        await new ResultTimesQuestion(store, await RoutesAsync(cancel)).AskAsync(service, name, type, period, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RoutePreview>> RoutePreviewAsync(IReadOnlyList<RouteRule> rules, Period period, CancellationToken cancel) =>
        new RoutePreviewQuestion(store).AskAsync(rules, period, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RouteSuggestion>> RouteSuggestionsAsync(Period period, CancellationToken cancel) =>
        await new RouteSuggestionsQuestion(store).AskAsync(await RoutesAsync(cancel), period, cancel);

    /// <inheritdoc/>
    public async Task<ErrorGroupList> ErrorGroupsAsync(string? service, string? transaction, Period period, CancellationToken cancel) =>
        await new ErrorGroupsQuestion(store, await RoutesAsync(cancel)).AskAsync(service, transaction, period, cancel);

    /// <inheritdoc/>
    public async Task<ErrorDetails?> ErrorAsync(string service, string key, string? sample, Period period, CancellationToken cancel) =>
        await new ErrorQuestion(store, await RoutesAsync(cancel)).AskAsync(service, key, sample, period, cancel);

    /// <inheritdoc/>
    public async Task<CorrelationList> CorrelationsAsync(TransactionKey key, CorrelationKind kind, double fromMicros, double? toMicros, Period period, CancellationToken cancel) =>
        await new CorrelationsQuestion(store, await RoutesAsync(cancel)).AskAsync(key, kind, fromMicros, toMicros, period, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<double>?> SharesAsync(
        TransactionKey key, CorrelationKind kind, double fromMicros, double? toMicros, IReadOnlyList<Filter> conditions, Period period, CancellationToken cancel) =>
        await new CorrelationsQuestion(store, await RoutesAsync(cancel)).SharesAsync(key, kind, fromMicros, toMicros, conditions, period, cancel);

    /// <inheritdoc/>
    public async Task<FlameGraph> FlameAsync(TransactionKey key, Period period, double? fromMicros, double? toMicros, int limit, CancellationToken cancel) =>
        await new FlameQuestion(store, time, await RoutesAsync(cancel)).AskAsync(key, period, fromMicros, toMicros, limit, cancel);

    /// <inheritdoc/>
    public Task<LogPage> LogsAsync(string? service, Period period, int limit, string? after, CancellationToken cancel) =>
        new LogsQuestion(store).AskAsync(service, period, limit, after, cancel);

    /// <inheritdoc/>
    public Task<LogPatternList> LogPatternsAsync(string? service, Period period, CancellationToken cancel) =>
        new LogPatternsQuestion(store).AskAsync(service, period, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MetricField>> MetricFieldsAsync(string service, Period period, CancellationToken cancel) =>
        new MetricFieldsQuestion(store).AskAsync(service, period, cancel);

    /// <inheritdoc/>
    public Task<MetricChart> MetricAsync(string service, MetricField metric, MetricCalculation calculation, string? by, Period period, CancellationToken cancel) =>
        new MetricQuestion(store).AskAsync(service, metric, calculation, by, period, cancel);

    /// <inheritdoc/>
    public Task<ServiceMap> ServiceMapAsync(string? traceId, Period period, CancellationToken cancel) =>
        new ServiceMapQuestion(store).AskAsync(traceId, period, cancel);

    /// <inheritdoc/>
    public Task<ExploredRows> ExploreRowsAsync(EventKind kind, IReadOnlyList<string> columns, string? sort, bool descending, Period period, int limit, string? after, CancellationToken cancel) =>
        new ExploreRowsQuestion(store).AskAsync(kind, columns, sort, descending, period, limit, after, cancel);

    /// <inheritdoc/>
    public Task<ExploredGroups> ExploreGroupsAsync(EventKind kind, IReadOnlyList<string> by, Period period, int limit, CancellationToken cancel) =>
        new ExploreGroupsQuestion(store).AskAsync(kind, by, period, limit, cancel);

    /// <inheritdoc/>
    public Task<long?> LastSeenAsync(string service, string version, TimeRange time, CancellationToken cancel) =>
        new LastSeenQuestion(store).AskAsync(service, version, time, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecentTrace>> RecentTracesAsync(Period period, int limit, CancellationToken cancel) =>
        new RecentTracesQuestion(store).AskAsync(period, limit, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RootGroup>> RootGroupsAsync(Period period, CancellationToken cancel) =>
        await new RootGroupsQuestion(store, await RoutesAsync(cancel)).AskAsync(period, cancel);

    /// <inheritdoc/>
    public Task<Trace?> TraceAsync(string traceId, CancellationToken cancel) =>
        new TraceQuestion(store, time).AskAsync(traceId, cancel);

    /// <inheritdoc/>
    public Task<long> TraceSizeAsync(string traceId, CancellationToken cancel) =>
        new TraceSizeQuestion(store).AskAsync(traceId, cancel);

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
    public async Task<TraceComparison?> CompareTracesAsync(string traceId, string? otherId, Period? typicalOf, CancellationToken cancel) =>
        await new ComparisonQuestion(store, time, await RoutesAsync(cancel)).AskAsync(traceId, otherId, typicalOf, cancel);

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
    public Task<CallRanking> CallsAsync(CallScope scope, string? service, Period period, int limit, CancellationToken cancel) => _ready.GetAsync(
        Asked("calls", scope, service, limit), period,
        when => new CallsQuestion(store).AskAsync(scope, service, when, SampleAsync(service, when, CancellationToken.None), limit, CancellationToken.None), cancel);

    /// <inheritdoc/>
    public Task<CallDetails?> CallAsync(CallKind kind, string? service, Period period, CancellationToken cancel) =>
        new CallQuestion(store).AskAsync(kind, service, period, SampleAsync(service, period, cancel), cancel);

    /// <inheritdoc/>
    public Task<CallOfSpan?> CallOfSpanAsync(string traceId, string spanId, CancellationToken cancel) =>
        new CallOfSpanQuestion(store).AskAsync(traceId, spanId, cancel);

    /// <inheritdoc/>
    public Task<CallMatrix> CallMatrixAsync(string? service, Period period, CancellationToken cancel) => _ready.GetAsync(
        Asked("matrix", service), period,
        async when => CallMatrixLayout.Of(await SampleAsync(service, when, CancellationToken.None), columnCount: 10, rowCount: 50), cancel);

    /// <inheritdoc/>
    public async Task<FindingList> FindingsAsync(string? service, string? transaction, Period period, CancellationToken cancel)
    {
        var found = await _ready.GetAsync(Asked("findings", service, transaction), period, when => FindAsync(service, transaction, when), cancel);
        return await MutedAsync(found, cancel);
    }

    /// <inheritdoc/>
    public async Task<FindingList> TraceFindingsAsync(string traceId, CancellationToken cancel) =>
        await MutedAsync(await new TraceFindingsQuestion(store, await RoutesAsync(cancel)).AskAsync(traceId, cancel), cancel);

    /// <inheritdoc/>
    public Task<RunFigures> RunFiguresAsync(Period period, CancellationToken cancel) => new RunFiguresQuestion(store).AskAsync(null, period, cancel);

    /// <inheritdoc/>
    public async Task<RunDiff> RunDiffAsync(Period before, Period after, string? service, CancellationToken cancel)
    {
        if (before.Where is not null) return await AskAsync(after);
        // An answer holds as long as nothing is added to either side.
        long eventsBefore = await _ready.CountAsync(before.Time, cancel);
        return await _ready.GetAsync(Asked("diff", before.Time.FromMicros, before.Time.ToMicros, before.Environment, eventsBefore, service), after, AskAsync, cancel);

        async Task<RunDiff> AskAsync(Period when) => await new RunDiffQuestion(store, await RoutesAsync(CancellationToken.None))
            .AskAsync(before, when, service, period => SampleAsync(service, period, CancellationToken.None), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GateResult>> GateAsync(IReadOnlyList<GateClaim> claims, Period period, double? score, CancellationToken cancel) =>
        await new GateQuestion(store, await RoutesAsync(cancel))
            .AskAsync(claims, period, score, () => SampleAsync(null, period, cancel), () => FindingsAsync(null, null, period, cancel), cancel);

    /// <inheritdoc/>
    public Task<long?> FirstRequestAsync(Filter? condition, TimeRange time, CancellationToken cancel) => new RunBoundsQuestion(store).FirstAsync(condition, time, cancel);

    /// <inheritdoc/>
    public Task<TrafficEnd> TrafficEndAsync(long fromMicros, long silenceMicros, long untilMicros, CancellationToken cancel) =>
        new RunBoundsQuestion(store).EndAsync(fromMicros, silenceMicros, untilMicros, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Version, long AtMicros)>> VersionStartsAsync(string service, TimeRange time, CancellationToken cancel) =>
        new RunBoundsQuestion(store).VersionsAsync(service, time, cancel);

    /// <inheritdoc/>
    public Task KeepReadyAsync(CancellationToken cancel)
    {
        _ready.Keep(Asked("findings", null, null), s_usualRange, when => FindAsync(null, null, when));
        return _ready.RunAsync(cancel);
    }

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

    /// <inheritdoc/>
    public async Task<StoreUsage?> UsageAsync(CancellationToken cancel) => store is IEventRetention kept ? await kept.GetUsageAsync(cancel) : null;

    private Task<CallSample> SampleAsync(string? service, Period period, CancellationToken cancel) => _samples.GetAsync(
        service, period, async () => await new CallSampler(store, await RoutesAsync(CancellationToken.None)).ReadAsync(service, period, CancellationToken.None), cancel);

    private Task<FindingList> FindAsync(string? service, string? transaction, Period period) =>
        new FindingsQuestion(store).AskAsync(service, transaction, period, SampleAsync(service, period, CancellationToken.None), CancellationToken.None);

    private async Task<FindingList> MutedAsync(FindingList found, CancellationToken cancel) =>
        mutes is null ? found : found.With(await mutes.ReadAsync(cancel), time.GetUtcNow());

    private static string Asked(params IReadOnlyList<object?> parts) => string.Join('\0', parts);

    private ValueTask<RouteRuleSet> RoutesAsync(CancellationToken cancel) => routes?.ReadAsync(cancel) ?? ValueTask.FromResult(RouteRuleSet.None);
}
