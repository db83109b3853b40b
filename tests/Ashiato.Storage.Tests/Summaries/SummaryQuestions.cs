using Ashiato.Model;
using Ashiato.Storage.Queries;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Storage.Tests.Summaries;

/// <summary>Random events over a few hours, and random questions that summaries can answer.</summary>
internal static class SummaryQuestions
{
    public const long Minute = 60 * Sample.Second;

    private static readonly Field[] s_keys = [Fields.ServiceName, Fields.ServiceEnvironment, Fields.TransactionType, Fields.EventOutcome];
    private static readonly Field[] s_ofInstances = [.. s_keys, Fields.ServiceNodeName, Fields.AgentName, Fields.ServiceVersion, Fields.ProcessorEvent];
    private static readonly Field[] s_ofTransactions = [.. s_keys, Fields.TransactionName, Fields.TransactionResult, Fields.ServiceVersion];
    private static readonly Field[] s_ofCalls = [Fields.ServiceName, Fields.SpanFingerprint, Fields.SpanAction, Fields.SpanName, Fields.SpanType, Fields.SpanDestinationServiceResource, Fields.EventOutcome];
    private static readonly string[] s_texts = ["a", "b", "ä", "success", "failure", "transaction", "span"];
    private static readonly string[] s_events = [Fields.Events.Transaction, Fields.Events.Transaction, Fields.Events.Span, Fields.Events.Metric];

    public static Gen<SampleEvent[]> Events => AnyEvent.ArrayOf();

    public static Gen<GroupQuery> Questions => Gen.OneOf(
        QuestionsAbout(s_ofInstances, Fields.TransactionDurationUs, null),
        QuestionsAbout(s_keys, Fields.TransactionDurationUs, Fields.Events.Transaction),
        QuestionsAbout(s_ofTransactions, Fields.TransactionDurationUs, Fields.Events.Transaction),
        QuestionsAbout(s_ofCalls, Fields.SpanDurationUs, Fields.Events.Span));

    private static Gen<SampleEvent> AnyEvent =>
        from name in Gen.Elements(s_events)
        from micros in Gen.Frequency((9, Moment.Select(static at => (long?)at)), (1, Gen.Constant<long?>(null)))
        from duration in Gen.Frequency(
            (4, Gen.Choose(0, 100).Select(static number => (long?)number)),
            (4, Gen.Choose(0, 2_000_000_000).Select(static number => (long?)number)),
            (1, Gen.Elements<long?>(null, -5, 1, 10, 1_000, 1_000_000)))
        from texts in Gen.Elements(s_texts).ArrayOf(14)
        from has in Gen.Elements(true, true, true, false).ArrayOf(14)
        select Build(name, micros, duration, texts, has);

    private static Gen<long> Moment =>
        from minute in Gen.Choose(-90, 90)
        from within in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Choose(0, (int)Minute - 1)))
        select Sample.Noon + (minute * Minute) + within;

    private static Gen<TimeRange> AnyTime => Gen.OneOf(
        Gen.Constant(TimeRange.All),
        from moments in Moment.Two()
        select new TimeRange(Math.Min(moments.Item1, moments.Item2), Math.Max(moments.Item1, moments.Item2)),
        from start in Gen.Choose(-100, 100)
        from length in Gen.Choose(0, 150)
        select new TimeRange(Sample.Noon + (start * Minute), Sample.Noon + ((start + length) * Minute)));

    private static Gen<GroupQuery> QuestionsAbout(Field[] keys, Field number, string? name)
    {
        var filter = Gen.OneOf(
            Gen.Constant(Filter.Everything),
            from of in Gen.Elements(keys) from value in Gen.Elements(s_texts) select Filter.Is(of, value),
            from of in Gen.Elements(keys) select (Filter)new Filter.Not(new Filter.Exists(of)),
            from of in Gen.Elements(keys) from pattern in Gen.Elements("*a*", "?") select (Filter)new Filter.TextLike(of, pattern));
        var numbers = Gen.OneOf(
            Gen.Constant((Measure)new Measure.Count()),
            filter.Select(static where => (Measure)new Measure.Count(where)),
            Gen.Elements<Measure>(
                new Measure.Sum(number), new Measure.Min(number), new Measure.Max(number), new Measure.Average(number),
                new Measure.Percentiles(number, [0, 1, 50, 95, 99, 100])),
            Gen.Elements(keys).Select(static of => (Measure)new Measure.Distinct(of)));
        if (name is null) numbers = Gen.OneOf(numbers, Gen.Elements(keys).Select(static of => (Measure)new Measure.Latest(of)));
        var key = Gen.Frequency(
            (4, Gen.Elements(keys).Select(static of => (GroupKey)new GroupKey.Value(of))),
            (2, from minutes in Gen.Elements(1, 2, 10, 30, 60, 120) from offset in Gen.Elements(0, 0, 1, -10) select (GroupKey)new GroupKey.Time(minutes * Minute, offset * Minute)));
        var plain = from inside in filter
                    from groupBy in key.ArrayOf().Resize(3)
                    from measures in numbers.NonEmptyListOf()
                    from time in AnyTime
                    select new GroupQuery { Time = time, Filter = Only(name, inside), Keys = groupBy, Measures = [.. measures], Limit = GroupQuery.MaxLimit };
        var onScale = from inside in filter
                      from groupBy in key.ArrayOf().Resize(2)
                      from buckets in Gen.Elements(1, 5, 20, 40)
                      from counted in filter
                      from time in AnyTime
                      select new GroupQuery
                      {
                          Time = time,
                          Filter = Only(name, inside),
                          Keys = [new GroupKey.Logarithmic(number, buckets), .. groupBy],
                          Measures = [new Measure.Count(), new Measure.Count(counted)],
                          Limit = GroupQuery.MaxLimit,
                      };
        return Gen.Frequency((3, plain), (1, onScale));
    }

    private static Filter Only(string? name, Filter filter) => name is null ? filter : Filter.Is(Fields.ProcessorEvent, name).And(filter);

    private static SampleEvent Build(string name, long? micros, long? duration, string[] texts, bool[] has)
    {
        var one = new SampleEvent { Event = name, Micros = micros, DurationUs = duration, Service = Text(0), Name = Text(1), Outcome = Text(2) };
        Field[] more =
        [
            Fields.ServiceEnvironment, Fields.TransactionType, Fields.ServiceNodeName, Fields.AgentName, Fields.ServiceVersion,
            Fields.TransactionResult, Fields.SpanType, Fields.SpanDestinationServiceResource, Fields.SpanFingerprint, Fields.SpanAction,
        ];
        for (int i = 0; i < more.Length; i++)
            if (Text(i + 3) is { } text) one = one.With(more[i], text);
        return one;

        string? Text(int at) => has[at] ? texts[at] : null;
    }
}
