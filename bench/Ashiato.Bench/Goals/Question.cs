using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Bench.Goals;

/// <summary>What is asked of both stores.</summary>
/// <param name="Goal">The number of the goal in the list of goals.</param>
/// <param name="Name">What it is.</param>
/// <param name="Wanted">What is wanted of it, for 10 M and 100 M events.</param>
/// <param name="AskAsync">Asks Ashiato's store, the how many-th time; gives how many events were found.</param>
/// <param name="Sql">The same for ClickHouse.</param>
internal sealed record Question(int Goal, string Name, string Wanted, Func<IEventStore, int, CancellationToken, Task<long>> AskAsync, Func<int, string> Sql)
{
    private const string Quantiles = "quantiles(0.5, 0.95, 0.99)";
    private const long Minute = 60_000_000;

    private static readonly Filter s_transactions = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction);
    private static readonly Measure[] s_latency = [new Measure.Count(), new Measure.Percentiles(Fields.TransactionDurationUs, [50, 95, 99])];

    /// <summary>True for those that look at one day, which must not take longer when more days are kept.</summary>
    public bool IsOfOneDay { get; private init; }

    /// <summary>The questions of groups and counts.</summary>
    /// <param name="day">The day to look at; less if the data is shorter.</param>
    /// <param name="all">From the first event to the last.</param>
    public static IEnumerable<Question> All(TimeRange day, TimeRange all)
    {
        var item = Filter.Is(Fields.NumericLabel("item_id"), 7_919);
        var region = Filter.Is(Fields.Label("region"), "us-east-1");
        string isItem = $"{Column(Fields.NumericLabel("item_id"))} = 7919";
        yield return Overview("service overview, a day", "3 / 3 ms", day) with { IsOfOneDay = true };
        yield return Overview("service overview, all days", "– / 15 ms", all);
        yield return Overview("overview with a filter that summaries cannot serve, a day", "12 ms per 10 M", day, region, $" AND {Column(Fields.Label("region"))} = 'us-east-1'") with { IsOfOneDay = true };
        yield return Varying(8, "overview with another filter each time, a day", "12 ms per 10 M", time => Overview("", "", day, ItemsFrom(time), $" AND {Items(time)}"));
        yield return Top("top 20 transaction groups, a day", "4 / 4 ms", day) with { IsOfOneDay = true };
        yield return Top("top 20 transaction groups, all days", "– / 20 ms", all);
        yield return Count(10, "label = value, a day", "10 / 10 ms", day, item, isItem) with { IsOfOneDay = true };
        yield return Count(10, "label = value, all days", "– / 60 ms", all, item, isItem);
        yield return Varying(10, "label = another value each time, a day", "10 / 10 ms", time => Count(10, "", "", day, Filter.Is(Fields.NumericLabel("item_id"), time + 1), $"{Column(Fields.NumericLabel("item_id"))} = {time + 1}"));
        yield return Count(11, "text inside statements, a day", "25 / 25 ms", day, new Filter.TextLike(Fields.SpanDbStatement, "*item_id = 7919 *"), $"{Column(Fields.SpanDbStatement)} LIKE '%item_id = 7919 %'") with { IsOfOneDay = true };
        // Numbers that stand in every block as counts and limits; then numbers of any size.
        yield return Varying(11, "another text inside statements each time, a day", "25 / 25 ms", time => Statement(day, time + 1));
        yield return Varying(11, "another item inside statements each time, a day", "25 / 25 ms", time => Statement(day, (1_000 + (time * 2_411)) % 50_000));
    }

    /// <summary>A question that nobody has asked before, whenever it is asked.</summary>
    private static Question Varying(int goal, string name, string wanted, Func<int, Question> at) =>
        new(goal, name, wanted, (store, time, cancel) => at(time).AskAsync(store, time, cancel), time => at(time).Sql(time)) { IsOfOneDay = true };

    private static Question Statement(TimeRange time, int item) =>
        Count(11, "", "", time, new Filter.TextLike(Fields.SpanDbStatement, $"*item_id = {item} *"), $"{Column(Fields.SpanDbStatement)} LIKE '%item_id = {item} %'");

    // Half of all items, from another one on each time.
    private static Filter.Between ItemsFrom(int time) => new(Fields.NumericLabel("item_id"), time, time + 25_000);

    private static string Items(int time) => $"{Column(Fields.NumericLabel("item_id"))} >= {time} AND {Column(Fields.NumericLabel("item_id"))} <= {time + 25_000}";

    /// <summary>All events of a trace, with all fields, wherever in time they are.</summary>
    /// <param name="traceId">32 hex digits.</param>
    public static Question Trace(string traceId)
    {
        string id = $"unhex('{traceId}')", time = Column(Fields.Timestamp);
        return new(7, "trace by id, no time hint", "3 / 4 ms",
            async (store, _, cancel) => (await store.QueryAsync(new RowQuery { Filter = Filter.Is(Fields.TraceId, traceId), Limit = RowQuery.MaxLimit }, cancel)).Rows.RowCount,
            _ => $"SELECT * FROM events WHERE {Column(Fields.TraceId)} = {id} AND {time} >= (SELECT min(first) FROM traces WHERE id = {id}) AND {time} <= (SELECT max(last) FROM traces WHERE id = {id}) FORMAT Native");
    }

    private static Question Overview(string name, string wanted, TimeRange time, Filter? more = null, string moreSql = "") => Groups(8, name, wanted, new GroupQuery
    {
        Time = time,
        Filter = new Filter.All([s_transactions, Filter.Is(Fields.ServiceName, "checkout"), .. more is null ? Array.Empty<Filter>() : [more]]),
        Keys = [new GroupKey.Time(Minute)],
        Measures = s_latency,
        Limit = GroupQuery.MaxLimit,
    },
        $"SELECT intDiv({Column(Fields.Timestamp)}, {Minute}) AS minute, count(), {Quantiles}({Column(Fields.TransactionDurationUs)}) FROM events "
        + $"WHERE {Column(Fields.ServiceName)} = 'checkout' AND {IsTransaction} AND {Within(time)}{moreSql} GROUP BY minute ORDER BY minute FORMAT Native");

    private static Question Top(string name, string wanted, TimeRange time) => Groups(9, name, wanted, new GroupQuery
    {
        Time = time,
        Filter = s_transactions,
        Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.TransactionName)],
        Measures = [.. s_latency, new Measure.Sum(Fields.TransactionDurationUs)],
        Order = new GroupOrder(2),
        Limit = 20,
    },
        $"SELECT {Column(Fields.ServiceName)} AS service, {Column(Fields.TransactionName)} AS name, count(), {Quantiles}({Column(Fields.TransactionDurationUs)}), sum({Column(Fields.TransactionDurationUs)}) AS total "
        + $"FROM events WHERE {IsTransaction} AND {Within(time)} GROUP BY service, name ORDER BY total DESC LIMIT 20 FORMAT Native");

    private static Question Count(int goal, string name, string wanted, TimeRange time, Filter filter, string sql) => Groups(
        goal, name, wanted, new GroupQuery { Time = time, Filter = filter, Measures = [new Measure.Count()] }, $"SELECT count() FROM events WHERE {Within(time)} AND {sql} FORMAT Native");

    private static Question Groups(int goal, string name, string wanted, GroupQuery query, string sql) =>
        new(goal, name, wanted, async (store, _, cancel) => (await store.QueryAsync(query, cancel)).EventCount, _ => sql);

    private static string IsTransaction => $"{Column(Fields.ProcessorEvent)} = '{Fields.Events.Transaction}'";

    private static string Column(Field field) => ClickHouseTable.NameOf(field);

    private static string Within(TimeRange time) => $"{Column(Fields.Timestamp)} >= {time.FromMicros} AND {Column(Fields.Timestamp)} < {time.ToMicros}";
}
