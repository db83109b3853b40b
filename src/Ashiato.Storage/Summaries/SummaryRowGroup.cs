using Ashiato.Model;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Sketches;

namespace Ashiato.Storage.Summaries;

/// <summary>The rows of a summary as queries see them. Each stands for many events: measures ask <see cref="Table"/> what it knows of them.</summary>
internal abstract class SummaryRowGroup : RowGroup
{
    /// <summary>The rows.</summary>
    /// <exception cref="SummaryDamagedException">They could not be read, or are not what was written.</exception>
    public abstract SummaryTable Table { get; }

    /// <summary>The view that it is of.</summary>
    public virtual SummaryView View => Table.View;

    /// <summary>The length of its intervals in microseconds.</summary>
    public virtual long LevelMicros => Table.LevelMicros;

    /// <inheritdoc/>
    public override int RowCount => Table.RowCount;

    /// <inheritdoc/>
    public override TimeRange Time => Table.Time;

    /// <inheritdoc/>
    public override IEnumerable<Field> Fields => View.Fields.Where(Has);

    /// <inheritdoc/>
    public override bool Has(Field field) => Read(field) is not null;

    /// <inheritdoc/>
    public override bool AllHave(Field field, string value) => View.Event == value && field.Equals(Model.Fields.ProcessorEvent);

    /// <inheritdoc/>
    // Answers in rows never come from summaries.
    public override long Sequence => 0;

    /// <inheritdoc/>
    public override Column? Read(Field field)
    {
        var table = Table;
        if (field.Equals(Model.Fields.Timestamp)) return Starts;
        for (int i = 0; i < table.View.Keys.Count; i++)
            if (table.View.Keys[i].Equals(field)) return KeyAt(i);
        return table.View.Event is { } name && field.Equals(Model.Fields.ProcessorEvent) ? Constant(field, name, table.RowCount) : null;
    }

    /// <summary>The starts of the intervals.</summary>
    private protected virtual Column? Starts => Table.Starts;

    /// <summary>A key of the view.</summary>
    private protected virtual StringColumn? KeyAt(int at) => Table.Keys[at];

    /// <summary>How many events some rows stand for.</summary>
    public long CountOf(ReadOnlySpan<int> rows)
    {
        long[] counts = Table.Counts;
        long count = 0;
        foreach (int row in rows) count += counts[row];
        return count;
    }

    /// <summary>The events of some rows told apart by the bucket of their number, too: a row for each bucket of each row.</summary>
    public SummaryRowGroup Spread(ReadOnlySpan<int> rows) => new SpreadRowGroup(Table, rows);

    private static StringColumn Constant(Field field, string value, int rowCount) =>
        new(field, new int[rowCount], Utf8Pool.Of(System.Text.Encoding.UTF8.GetBytes(value)), default, isDense: true);

    private sealed class SpreadRowGroup : SummaryRowGroup
    {
        private readonly SummaryTable _source;
        private readonly int[] _from;
        private readonly Column _numbers;
        // A question asks for one or two of ten.
        private readonly StringColumn?[] _keys;
        private Int64Column? _starts;

        public SpreadRowGroup(SummaryTable table, ReadOnlySpan<int> rows)
        {
            var sources = new List<int>();
            var counts = new List<long>();
            var numbers = new List<double>();
            var numbered = new List<int>();
            foreach (int row in rows)
            {
                if (table.Counts[row] > table.Values[row])
                {
                    sources.Add(row);
                    counts.Add(table.Counts[row] - table.Values[row]);
                }
                for (int i = table.BucketStart(row); i < table.BucketEnds[row]; i++)
                {
                    numbered.Add(sources.Count);
                    numbers.Add(QuantileSketch.ValueIn(table.Buckets[i]));
                    sources.Add(row);
                    counts.Add(table.BucketCounts[i]);
                }
            }
            _source = table;
            _from = [.. sources];
            _keys = new StringColumn?[table.Keys.Length];
            Table = new SummaryTable
            {
                View = table.View,
                LevelMicros = table.LevelMicros,
                Time = table.Time,
                Starts = null,
                Keys = [],
                Counts = [.. counts],
                Last = [],
                Values = [],
                Sums = [],
                Least = [],
                Greatest = [],
                BucketEnds = [],
                Buckets = [],
                BucketCounts = [],
            };
            _numbers = new DoubleColumn(table.View.Number, numbers.ToArray(), numbered.ToArray(), isDense: false);
        }

        public override SummaryTable Table { get; }

        public override Column? Read(Field field) => field.Equals(Table.View.Number) ? _numbers : base.Read(field);

        private protected override Column? Starts => _starts ??= _source.Starts is Int64Column starts ? Gather(starts, _from) : null;

        private protected override StringColumn? KeyAt(int at) => _keys[at] ??= _source.Keys[at] is { } key ? Gather(key, _from) : null;

        private static StringColumn Gather(StringColumn column, int[] rows)
        {
            var (entries, places) = EntriesOf(column, rows);
            var codes = Array.ConvertAll(entries, entry => column.Codes[entry]);
            return new StringColumn(column.Field, codes, column.Pool, places, places.Length == rows.Length);
        }

        private static Int64Column Gather(Int64Column column, int[] rows)
        {
            var (entries, places) = EntriesOf(column, rows);
            var values = Array.ConvertAll(entries, entry => column.Values[entry]);
            return new Int64Column(column.Field, values, places, places.Length == rows.Length);
        }

        private static (int[] Entries, int[] Places) EntriesOf(Column column, int[] rows)
        {
            var entries = new List<int>(rows.Length);
            var places = new List<int>(rows.Length);
            var walk = new Execution.EntryWalk(column);
            for (int i = 0; i < rows.Length; i++)
            {
                int entry = walk.First(rows[i]);
                if (entry < 0) continue;
                entries.Add(entry);
                places.Add(i);
            }
            return ([.. entries], [.. places]);
        }
    }
}
