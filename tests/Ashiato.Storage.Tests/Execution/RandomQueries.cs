using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Storage.Tests.Execution;

/// <summary>Random events and queries over few values, so that they often meet.</summary>
internal static class RandomQueries
{
    private static readonly Field s_number = Fields.NumericLabel("n");
    private static readonly string[] s_texts = ["a", "ab", "abc", "B", "ä", "日本", "😀", "a longer text", "a longer text!", @"\*", @"a\"];
    private static readonly string[] s_ids = ["00000000000000aa", "00000000000000AA", "0af7651916cd43dd8448eb211c80319c", "odd", "ö"];

    private static readonly Field[] s_textFields = [Fields.ServiceName, Fields.TransactionName, Fields.ProcessArgs, Fields.Label("absent")];
    private static readonly Field[] s_idFields = [Fields.TraceId, Fields.ChildId];
    private static readonly Field[] s_numberFields = [Fields.TransactionDurationUs, s_number, Fields.TransactionSampled, Fields.Timestamp, Fields.NumericLabel("absent")];
    private static readonly Field s_histogram = Fields.HistogramSample("h");
    private static readonly Field[] s_measuredFields = [.. s_numberFields, s_histogram];
    private static readonly Field[] s_anyFields = [.. s_textFields, .. s_idFields, .. s_numberFields];

    public static Gen<SampleEvent[][]> Batches => AnyEvent.ArrayOf().ArrayOf();

    /// <summary>On the thread of the caller, and on several even for the fewest rows.</summary>
    public static Gen<QueryLimits> Limits => Gen.Elements(QueryLimits.Default with { Threads = 1 }, QueryLimits.Default with { Threads = 3, RowsAThread = 1 });

    public static Gen<RowQuery> Rows =>
        from time in AnyTime
        from filter in FilterOf(3)
        from sort in Gen.Elements(s_anyFields)
        from isDown in Gen.Elements(true, false)
        from limit in Gen.Choose(1, 12)
        select new RowQuery { Time = time, Filter = filter, Sort = new Sort(sort, isDown), Limit = limit };

    public static Gen<GroupQuery> Groups =>
        from time in AnyTime
        from filter in FilterOf(2)
        from keys in AnyKey.ArrayOf().Resize(3)
        from measures in AnyMeasure.NonEmptyListOf()
        select new GroupQuery { Time = time, Filter = filter, Keys = keys, Measures = [.. measures], Limit = GroupQuery.MaxLimit };

    public static Gen<ValueQuery> Values =>
        from time in AnyTime
        from filter in FilterOf(2)
        from marked in FilterOf(1)
        from fields in Gen.SubListOf(s_anyFields)
        from limit in Gen.Choose(1, 12)
        select new ValueQuery { Time = time, Filter = filter, Marked = marked, Fields = [.. fields], Limit = limit };

    private static Gen<SampleEvent> AnyEvent =>
        from micros in Maybe(Gen.Choose(-30, 30))
        from service in Maybe(Gen.Elements(s_texts))
        from name in Maybe(Gen.Elements(s_texts))
        from trace in Maybe(Gen.Elements(s_ids))
        from duration in Maybe(Gen.OneOf(Gen.Choose(-3, 30), Gen.Choose(0, 2_000_000_000)))
        from number in Maybe(Gen.Elements("-2.5", "-0", "0", "0.5", "1", "2", "1e9"))
        from sampled in Maybe(Gen.Elements("yes", "no"))
        from args in Gen.SubListOf(s_texts)
        from children in Gen.SubListOf(s_ids)
        from histogram in Maybe(Gen.Elements("""{"values":[1,2.5],"counts":[3,1]}""", """{"values":[-1,1e6,7],"counts":[0,2,1]}""", """{"values":[],"counts":[]}"""))
        select Build(micros, service, name, trace, duration, number, sampled, args, children, histogram);

    private static Gen<TimeRange> AnyTime => Gen.OneOf(
        Gen.Constant(TimeRange.All),
        from start in Gen.Choose(-35, 35)
        from length in Gen.Choose(0, 40)
        select new TimeRange(start, start + length));

    private static Gen<GroupKey> AnyKey => Gen.OneOf(
        Gen.Elements(s_anyFields).Select(static of => (GroupKey)new GroupKey.Value(of)),
        from interval in Gen.Choose(1, 20)
        from offset in Gen.Choose(-25, 25)
        select (GroupKey)new GroupKey.Time(interval, offset),
        from of in Gen.Elements(s_numberFields)
        from interval in Gen.Elements(0.5, 1, 7)
        from offset in Gen.Elements(-3.0, 0, 2.5)
        select (GroupKey)new GroupKey.Linear(of, interval, offset),
        from of in Gen.Elements(s_numberFields)
        from buckets in Gen.Elements(1, 5, 200)
        select (GroupKey)new GroupKey.Logarithmic(of, buckets));

    private static Gen<Measure> AnyMeasure => Gen.OneOf(
        Gen.Constant((Measure)new Measure.Count()),
        FilterOf(1).Select(static filter => (Measure)new Measure.Count(filter)),
        Gen.Elements(s_measuredFields).Select(static of => (Measure)new Measure.Sum(of)),
        Gen.Elements(s_measuredFields).Select(static of => (Measure)new Measure.SumOfSquares(of)),
        Gen.Elements(s_measuredFields).Select(static of => (Measure)new Measure.Min(of)),
        Gen.Elements(s_measuredFields).Select(static of => (Measure)new Measure.Max(of)),
        Gen.Elements(s_measuredFields).Select(static of => (Measure)new Measure.Average(of)),
        Gen.Elements(s_measuredFields).Select(static of => (Measure)new Measure.Percentiles(of, [0, 50, 95, 100])),
        Gen.Elements(s_anyFields).Select(static of => (Measure)new Measure.Distinct(of)),
        Gen.Elements<Field>([.. s_textFields, .. s_idFields]).Select(static of => (Measure)new Measure.Latest(of)));

    private static Gen<Filter> FilterOf(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Elements(s_anyFields).Select(static of => (Filter)new Filter.Exists(of)),
            from of in Gen.Elements(s_textFields)
            from values in Gen.SubListOf(s_texts)
            select (Filter)new Filter.TextIn(of, [.. values]),
            from of in Gen.Elements(s_idFields)
            from values in Gen.SubListOf(s_ids)
            select (Filter)new Filter.TextIn(of, [.. values]),
            from of in Gen.Elements<Field>([.. s_textFields, .. s_idFields])
            from pattern in Gen.Elements("*", "a*", "B?", "*b*", "a?c", "*A", "??????????????AA", "* longer*", "*ab*", "*a*c*", "?*b*?", @"\\*", @"*\", @"\**", @"*\**", "*本*")
            from ignoreCase in Gen.Elements(true, false)
            select (Filter)new Filter.TextLike(of, pattern, ignoreCase),
            from of in Gen.Elements<Field>([.. s_textFields, .. s_idFields])
            from pattern in Gen.Elements("b", "\\Aa", "\\Aab?c*\\z", "A|ä", "[a-c]{2}", ".", "longer\\W", "^$")
            from ignoreCase in Gen.Elements(true, false)
            select (Filter)new Filter.TextMatches(of, pattern, ignoreCase),
            from of in Gen.Elements(s_numberFields)
            from min in Maybe(Gen.Choose(-10, 30))
            from max in Maybe(Gen.Choose(-10, 30))
            from half in Gen.Elements(0.0, 0.5)
            from minInclusive in Gen.Elements(true, false)
            from maxInclusive in Gen.Elements(true, false)
            select (Filter)new Filter.Between(of, min + half, max + half, minInclusive, maxInclusive));
        if (depth == 0) return leaf;
        var inner = FilterOf(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.Select(static filter => (Filter)new Filter.Not(filter)),
            inner.ArrayOf().Resize(3).Select(static filters => (Filter)new Filter.All(filters)),
            inner.ArrayOf().Resize(3).Select(static filters => (Filter)new Filter.Any(filters)));
    }

    private static Gen<string?> Maybe(Gen<string> value) => Gen.Frequency((3, value.Select(static one => (string?)one)), (1, Gen.Constant<string?>(null)));

    private static Gen<int?> Maybe(Gen<int> value) => Gen.Frequency((3, value.Select(static one => (int?)one)), (1, Gen.Constant<int?>(null)));

    private static SampleEvent Build(
        int? micros, string? service, string? name, string? trace, int? duration, string? number, string? sampled, IEnumerable<string> args, IEnumerable<string> children, string? histogram)
    {
        var one = new SampleEvent { Event = Fields.Events.Transaction, Micros = micros, Service = service, Name = name, TraceId = trace, DurationUs = duration };
        if (number is not null) one = one.With(s_number, double.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
        if (histogram is not null) one = one.With(s_histogram, histogram);
        if (sampled is not null) one = one.With(Fields.TransactionSampled, sampled == "yes");
        return one.With(Fields.ProcessArgs, [.. args]).With(Fields.ChildId, [.. children]);
    }
}
