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

/// <summary>Everything that pages and <c>/api/</c> can ask. Pages ask this and never the store.</summary>
public interface IQuestions
{
    /// <summary>All services, most time spent first.</summary>
    Task<ServiceList> ServicesAsync(Period period, CancellationToken cancel);

    /// <summary>One service, or <see langword="null"/> when it did not report in the period.</summary>
    /// <param name="service"><c>service.name</c>.</param>
    /// <param name="transactionType">Which transactions; <see langword="null"/> for the most frequent type.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    Task<ServiceDetails?> ServiceAsync(string service, string? transactionType, Period period, CancellationToken cancel);

    /// <summary>What a service runs on, as its newest transaction says: runtime, framework, host, container, pod and cloud.</summary>
    /// <param name="service"><c>service.name</c>.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The values by the names of their fields; empty when nothing of it is known.</returns>
    Task<IReadOnlyDictionary<string, string>> ServiceFactsAsync(string service, Period period, CancellationToken cancel);

    /// <summary>One transaction group, or <see langword="null"/> when there was none in the period.</summary>
    Task<TransactionDetails?> TransactionAsync(TransactionKey key, Period period, CancellationToken cancel);

    /// <summary>Samples of a group: the slowest, typical and failed ones first, at most <paramref name="limit"/>; of a band of durations when given.</summary>
    Task<IReadOnlyList<TransactionSample>> SamplesAsync(TransactionKey key, Period period, double? fromMicros, double? toMicros, int limit, CancellationToken cancel);

    /// <summary>How much was going on over time, in at most <paramref name="most"/> intervals.</summary>
    Task<TimeSeries> ActivityAsync(Period period, int most, CancellationToken cancel);

    /// <summary>When services began to run another version, oldest first; of one service when it is given.</summary>
    Task<IReadOnlyList<Deploy>> DeploysAsync(string? service, Period period, CancellationToken cancel);

    /// <summary>Versions of a service, the one seen last first.</summary>
    Task<IReadOnlyList<ServiceVersion>> VersionsAsync(string service, Period period, CancellationToken cancel);

    /// <summary>Instances of a service with their processor and memory, busiest first.</summary>
    Task<IReadOnlyList<ServiceInstance>> InstancesAsync(string service, Period period, CancellationToken cancel);

    /// <summary>What a service spends its time with.</summary>
    Task<TimeByType> TimeByTypeAsync(string service, Period period, CancellationToken cancel);

    /// <summary>What is called, by all services or by one; most time spent first.</summary>
    Task<IReadOnlyList<Dependency>> DependenciesAsync(string? service, Period period, CancellationToken cancel);

    /// <summary>One dependency with its callers and operations, or <see langword="null"/> when nobody called it in the period.</summary>
    Task<DependencyDetails?> DependencyAsync(string resource, string? service, string? operation, Period period, CancellationToken cancel);

    /// <summary>How long calls of a dependency took, and the slowest of them; of one operation (<c>span.name</c>) if it is given.</summary>
    Task<CallSpread?> DependencySpreadAsync(string resource, string? service, string? operation, Period period, CancellationToken cancel);

    /// <summary>The transaction groups of one type of a service with everything that a table can show, most time spent first.</summary>
    Task<IReadOnlyList<TransactionGroup>> TransactionTableAsync(string service, string? type, Period period, CancellationToken cancel);

    /// <summary>How the groups of one type went over time, those that took the most time first.</summary>
    Task<IReadOnlyList<GroupSeries>> TransactionSeriesAsync(string service, string type, Period period, CancellationToken cancel);

    /// <summary>Transactions by result over time, of a service or of one of its groups.</summary>
    Task<ResultTimes> ResultTimesAsync(string service, string? name, string? type, Period period, CancellationToken cancel);

    /// <summary>What a route rule would bring together, largest first.</summary>
    Task<IReadOnlyList<RoutePreview>> RoutePreviewAsync(IReadOnlyList<RouteRule> rules, Period period, CancellationToken cancel);

    /// <summary>Route rules that the data asks for, beside those there are.</summary>
    Task<IReadOnlyList<RouteSuggestion>> RouteSuggestionsAsync(Period period, CancellationToken cancel);

    /// <summary>Error groups of all services, of one, or of one of its transaction groups; most occurrences first.</summary>
    Task<ErrorGroupList> ErrorGroupsAsync(string? service, string? transaction, Period period, CancellationToken cancel);

    /// <summary>One error group of a service with samples, or <see langword="null"/> when it did not happen in the period.</summary>
    Task<ErrorDetails?> ErrorAsync(string service, string key, string? sample, Period period, CancellationToken cancel);

    /// <summary>What the slow or failed transactions of a group have in common.</summary>
    Task<CorrelationList> CorrelationsAsync(TransactionKey key, CorrelationKind kind, double fromMicros, double? toMicros, Period period, CancellationToken cancel);

    /// <summary>How many of the slow or failed transactions of a group each of some conditions holds for, 0 to 1; <see langword="null"/> when there are none.</summary>
    Task<IReadOnlyList<double>?> SharesAsync(TransactionKey key, CorrelationKind kind, double fromMicros, double? toMicros, IReadOnlyList<Filter> conditions, Period period, CancellationToken cancel);

    /// <summary>Many traces of a group laid upon one another; of a band of durations when given.</summary>
    Task<FlameGraph> FlameAsync(TransactionKey key, Period period, double? fromMicros, double? toMicros, int limit, CancellationToken cancel);

    /// <summary>Lines of logs, newest first, of all services or of one.</summary>
    Task<LogPage> LogsAsync(string? service, Period period, int limit, string? after, CancellationToken cancel);

    /// <summary>What logs say again and again, most lines first.</summary>
    Task<LogPatternList> LogPatternsAsync(string? service, Period period, CancellationToken cancel);

    /// <summary>The metrics that a service reports, by name.</summary>
    Task<IReadOnlyList<MetricField>> MetricFieldsAsync(string service, Period period, CancellationToken cancel);

    /// <summary>A metric over time, by a field when it is given.</summary>
    Task<MetricChart> MetricAsync(string service, MetricField metric, MetricCalculation calculation, string? by, Period period, CancellationToken cancel);

    /// <summary>Who calls whom, in all traces or in one.</summary>
    Task<ServiceMap> ServiceMapAsync(string? traceId, Period period, CancellationToken cancel);

    /// <summary>Events that match, with the values of any fields.</summary>
    Task<ExploredRows> ExploreRowsAsync(EventKind kind, IReadOnlyList<string> columns, string? sort, bool descending, Period period, int limit, string? after, CancellationToken cancel);

    /// <summary>Events that match, by the values of some fields; most time, or most events, first.</summary>
    Task<ExploredGroups> ExploreGroupsAsync(EventKind kind, IReadOnlyList<string> by, Period period, int limit, CancellationToken cancel);

    /// <summary>When a version of a service ran last in a time; <see langword="null"/> when it did not.</summary>
    Task<long?> LastSeenAsync(string service, string version, TimeRange time, CancellationToken cancel);

    /// <summary>The newest traces, each told by the transaction that began it (or the earliest known), to open one; newest first.</summary>
    Task<IReadOnlyList<RecentTrace>> RecentTracesAsync(Period period, int limit, CancellationToken cancel);

    /// <summary>What traces begin with, most time spent first.</summary>
    /// <param name="period">When and where; a condition is one on the transaction that began the trace.</param>
    /// <param name="cancel">Ends the work.</param>
    Task<IReadOnlyList<RootGroup>> RootGroupsAsync(Period period, CancellationToken cancel);

    /// <summary>One trace as a tree, at any time; <see langword="null"/> when nothing of it is known.</summary>
    Task<Trace?> TraceAsync(string traceId, CancellationToken cancel);

    /// <summary>How many transactions, spans and errors of a trace are known so far; 0 when nothing of it is.</summary>
    Task<long> TraceSizeAsync(string traceId, CancellationToken cancel);

    /// <summary>The whole event of one row of a trace and the errors recorded under it, as ECS documents; <see langword="null"/> when it is not there.</summary>
    Task<EventDetails?> EventAsync(string traceId, string id, CancellationToken cancel);

    /// <summary>What was logged, marked and linked along a trace; empty when nothing was.</summary>
    Task<TraceNotes> TraceNotesAsync(string traceId, CancellationToken cancel);

    /// <summary>The names of the fields that transactions and spans of a trace have.</summary>
    Task<IReadOnlyList<string>> TraceFieldsAsync(string traceId, CancellationToken cancel);

    /// <summary>What the rows of a trace have in a field, by the rows' ids.</summary>
    Task<IReadOnlyDictionary<string, string>> TraceValuesAsync(string traceId, string field, CancellationToken cancel);

    /// <summary>A trace beside another, or beside the typical one of its transaction; <see langword="null"/> when there is none to compare.</summary>
    /// <param name="traceId">The trace that is asked about.</param>
    /// <param name="otherId">The one to compare with; <see langword="null"/> for the typical one.</param>
    /// <param name="typicalOf">Of which time the typical one is; <see langword="null"/> for the day around the trace.</param>
    /// <param name="cancel">Ends the work.</param>
    Task<TraceComparison?> CompareTracesAsync(string traceId, string? otherId, Period? typicalOf, CancellationToken cancel);

    /// <summary>A trace with everything that is known of it, to be kept or given away; <see langword="null"/> when nothing is.</summary>
    /// <param name="traceId">The trace.</param>
    /// <param name="isMasked">True when secrets and persons are to be left out.</param>
    /// <param name="cancel">Ends the work.</param>
    Task<TraceFile?> TraceFileAsync(string traceId, bool isMasked, CancellationToken cancel);

    /// <summary>The newest trace that is there, then every one that arrives, until cancelled; in a flood, some of each second.</summary>
    IAsyncEnumerable<RecentTrace> FollowTracesAsync(CancellationToken cancel);

    /// <summary>True when the store has any event; waits for the first one, up to a time, if it has none.</summary>
    Task<bool> WaitForFirstEventAsync(TimeSpan patience, CancellationToken cancel);

    /// <summary>Calls by kind, most time spent first: statements, calls to other services, everything else.</summary>
    /// <param name="scope">Which calls.</param>
    /// <param name="service">Of which service; <see langword="null"/> for all.</param>
    /// <param name="period">When and where.</param>
    /// <param name="limit">The most kinds.</param>
    /// <param name="cancel">Ends the work.</param>
    Task<CallRanking> CallsAsync(CallScope scope, string? service, Period period, int limit, CancellationToken cancel);

    /// <summary>One kind of call, or <see langword="null"/> when there was none in the period.</summary>
    Task<CallDetails?> CallAsync(CallKind kind, string? service, Period period, CancellationToken cancel);

    /// <summary>Which kind of call a span of a trace is; <see langword="null"/> when no such span is known.</summary>
    /// <param name="traceId"><c>trace.id</c>.</param>
    /// <param name="spanId"><c>span.id</c>.</param>
    /// <param name="cancel">Ends the work.</param>
    Task<CallOfSpan?> CallOfSpanAsync(string traceId, string spanId, CancellationToken cancel);

    /// <summary>Where each endpoint spends its time: its share of each statement, of calls to each host, of its own work.</summary>
    Task<CallMatrix> CallMatrixAsync(string? service, Period period, CancellationToken cancel);

    /// <summary>What costs time and can be mended, most to be won first.</summary>
    /// <param name="service">Of which service; <see langword="null"/> for all.</param>
    /// <param name="transaction">Of which endpoint of it; <see langword="null"/> for all.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    Task<FindingList> FindingsAsync(string? service, string? transaction, Period period, CancellationToken cancel);

    /// <summary>What a trace itself shows that costs time and can be mended; what needs many requests to be told is not among it.</summary>
    Task<FindingList> TraceFindingsAsync(string traceId, CancellationToken cancel);

    /// <summary>What happened in a period, all requests together.</summary>
    Task<RunFigures> RunFiguresAsync(Period period, CancellationToken cancel);

    /// <summary>What is different between two periods, per request and in total, and why.</summary>
    /// <param name="before">What is compared with.</param>
    /// <param name="after">What is asked about.</param>
    /// <param name="service">Of which service; <see langword="null"/> for all.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<RunDiff> RunDiffAsync(Period before, Period after, string? service, CancellationToken cancel);

    /// <summary>Whether claims about a period hold, with what was measured.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="period">When and where.</param>
    /// <param name="score">The score of the run, if it has one.</param>
    /// <param name="cancel">Ends the work.</param>
    Task<IReadOnlyList<GateResult>> GateAsync(IReadOnlyList<GateClaim> claims, Period period, double? score, CancellationToken cancel);

    /// <summary>When the first transaction of a time began that fulfils a condition, in microseconds; <see langword="null"/> when there is none.</summary>
    Task<long?> FirstRequestAsync(Filter? condition, TimeRange time, CancellationToken cancel);

    /// <summary>How far traffic goes from a moment on until it is silent, or until nothing more is known.</summary>
    Task<TrafficEnd> TrafficEndAsync(long fromMicros, long silenceMicros, long untilMicros, CancellationToken cancel);

    /// <summary>When each version of a service began within a time, earliest first.</summary>
    Task<IReadOnlyList<(string Version, long AtMicros)>> VersionStartsAsync(string service, TimeRange time, CancellationToken cancel);

    /// <summary>Keeps the answers ready that cost much and that people look at: findings, statements, and the findings of the last hour always. Until cancelled.</summary>
    Task KeepReadyAsync(CancellationToken cancel);

    /// <summary>What a query in the Kibana Query Language asks of events.</summary>
    /// <exception cref="KqlException">The text is no query, or asks something of a field that its type cannot answer.</exception>
    Task<Filter> FilterAsync(string kql, CancellationToken cancel);

    /// <summary>How a query may go on at a place: fields, operators, values of the period's events, conjunctions.</summary>
    /// <param name="text">The query so far, in the Kibana Query Language.</param>
    /// <param name="caret">The place, in characters from the start.</param>
    /// <param name="period">Whose values are suggested.</param>
    /// <param name="cancel">Ends the work.</param>
    Task<IReadOnlyList<KqlSuggestion>> CompleteAsync(string text, int caret, Period period, CancellationToken cancel);

    /// <summary>How the store is.</summary>
    Task<StoreStatus> StatusAsync(CancellationToken cancel);

    /// <summary>What fills the store, of a minute ago at the oldest; <see langword="null"/> where the store does not know.</summary>
    Task<StoreUsage?> UsageAsync(CancellationToken cancel);
}
