using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Bench.Micro;

/// <summary>Questions in the words of the store and in those of the Search API.</summary>
/// <param name="Name">What is asked.</param>
/// <param name="Search">The body of <c>_search</c>.</param>
/// <param name="Rows">The same as rows, or <see langword="null"/>.</param>
/// <param name="Groups">The same as groups, or <see langword="null"/>.</param>
internal sealed record SearchQuestions(string Name, string Search, RowQuery? Rows, GroupQuery? Groups)
{
    private static readonly Filter s_checkout = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction).And(Filter.Is(Fields.ServiceName, "checkout"));

    public static IReadOnlyList<SearchQuestions> All { get; } =
    [
        new("newest 100 of a service",
            """{"size":100,"track_total_hits":false,"query":{"bool":{"filter":[{"term":{"processor.event":"transaction"}},{"term":{"service.name":"checkout"}}]}},"sort":[{"@timestamp":"desc"}]}""",
            new RowQuery { Filter = s_checkout, Limit = 100 }, null),
        new("newest 100 of a service, counted",
            """{"size":100,"track_total_hits":true,"query":{"bool":{"filter":[{"term":{"processor.event":"transaction"}},{"term":{"service.name":"checkout"}}]}},"sort":[{"@timestamp":"desc"}]}""",
            new RowQuery { Filter = s_checkout, Limit = 100 }, new GroupQuery { Filter = s_checkout, Measures = [new Measure.Count()] }),
        new("percentiles of a service per minute",
            """{"size":0,"track_total_hits":false,"query":{"bool":{"filter":[{"term":{"processor.event":"transaction"}},{"term":{"service.name":"checkout"}}]}},"aggs":{"t":{"date_histogram":{"field":"@timestamp","fixed_interval":"1m"},"aggs":{"p":{"percentiles":{"field":"transaction.duration.us","percents":[50,95,99]}}}}}}""",
            null, new GroupQuery { Filter = s_checkout, Keys = [new GroupKey.Time(60_000_000)], Measures = [new Measure.Count(), new Measure.Percentiles(Fields.TransactionDurationUs, [50, 95, 99])], Limit = GroupQuery.MaxLimit }),
        new("20 slowest names of all services",
            """{"size":0,"track_total_hits":false,"query":{"term":{"processor.event":"transaction"}},"aggs":{"n":{"terms":{"field":"transaction.name","size":20,"order":{"s":"desc"}},"aggs":{"s":{"sum":{"field":"transaction.duration.us"}}}}}}""",
            null, new GroupQuery { Filter = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction), Keys = [new GroupKey.Value(Fields.TransactionName)], Measures = [new Measure.Sum(Fields.TransactionDurationUs), new Measure.Count()], Order = new GroupOrder(0), Limit = 20 }),
        new("label = value, counted",
            """{"size":0,"query":{"term":{"labels.region":"eu-west-1"}}}""",
            null, new GroupQuery { Filter = Filter.Is(Fields.Label("region"), "eu-west-1"), Measures = [new Measure.Count()] }),
    ];

    /// <summary>Asks the store.</summary>
    public async Task AskAsync(IEventStore store, CancellationToken cancel)
    {
        if (Rows is not null) await store.QueryAsync(Rows, cancel);
        if (Groups is not null) await store.QueryAsync(Groups, cancel);
    }
}
