using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage.Embedded;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Whoever looks at few rows of a segment sees in them what somebody sees who reads the columns whole.</summary>
public sealed class FewRowsTests : IDisposable
{
    private const int Traces = 300;
    private const int Seed = 20_270;

    private readonly StoreFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    /// <param name="cacheBytes">0 for each column to be decoded in the way that is asked for.</param>
    /// <param name="areWholesKnown">True when the whole columns were read before.</param>
    [Theory]
    [InlineData(0, false)]
    [InlineData(64 << 20, false)]
    [InlineData(64 << 20, true)]
    public async Task Few_rows_have_the_values_that_the_whole_columns_have(long cacheBytes, bool areWholesKnown)
    {
        var random = new Random(Seed);
        var options = _fixture.Options();
        options.CacheBytes = cacheBytes;
        await using var store = await _fixture.OpenAsync(options);
        await store.AppendAsync(Shop(random), Cancel);
        await store.FlushAsync();
        using var snapshot = store.TakeSnapshot();

        int compared = snapshot.Groups.Sum(group => Compare(group, random, areWholesKnown));
        Assert.True(compared > 500, "Rows without values show nothing.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64 << 20)]
    public async Task Few_rows_have_the_values_that_the_whole_columns_have_in_whatever_way_those_are_kept(long cacheBytes)
    {
        var random = new Random(Seed);
        var options = _fixture.Options();
        options.CacheBytes = cacheBytes;
        await using var store = await _fixture.OpenAsync(options);
        for (int time = 0; time < 6; time++)
        {
            await store.AppendAsync(RandomColumns.Of(random, random.Next(200, 1_200)), Cancel);
            await store.FlushAsync();
        }
        using var snapshot = store.TakeSnapshot();

        foreach (var group in snapshot.Groups) Compare(group, random, areWholesKnown: random.Next(2) == 0);
    }

    /// <returns>How many values were compared.</returns>
    private static int Compare(RowGroup group, Random random, bool areWholesKnown)
    {
        int compared = 0;
        if (areWholesKnown) Assert.All(group.Fields, field => Assert.NotNull(group.Read(field)));
        for (int time = 0; time < 10; time++)
        {
            int[] rows = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(group.RowCount)).Distinct()];
            foreach (var field in group.Fields)
            {
                var (few, whole) = (group.ReadAt(field, rows), group.Read(field));
                foreach (int row in rows)
                {
                    Assert.True(ValueOf(whole, row) == ValueOf(few, row), $"Row {row} of '{field}' is {ValueOf(few, row) ?? "nothing"} among few, {ValueOf(whole, row) ?? "nothing"} among all (seed {Seed}).");
                    compared += ValueOf(whole, row) is null ? 0 : 1;
                }
            }
        }
        return compared;
    }

    [Fact]
    public async Task Rows_without_a_text_are_looked_at_where_that_is_kept_as_a_part_of_another()
    {
        var random = new Random(Seed);
        await using var store = await _fixture.OpenAsync();
        var builder = new EventBatchBuilder();
        for (int row = 0; row < 2_000; row++)
        {
            builder.Set(Fields.Timestamp, Samples.Micros(Samples.Now));
            // Nothing that these have in common: they are kept as they are, and their paths as parts of them.
            string path = $"/{Word(random)}/{Word(random)}";
            if (row % 5 == 0) builder.Set(Fields.UrlFull, $"{Word(random)}{path}{Word(random)}");
            if (row % 5 == 0) builder.Set(Fields.UrlPath, path);
            builder.EndRow();
        }
        await store.AppendAsync(builder.Build(BatchId.New()), Cancel);
        await store.FlushAsync();
        using var snapshot = store.TakeSnapshot();

        foreach (var group in snapshot.Groups)
        {
            int[] without = [.. Enumerable.Range(0, group.RowCount).Except(group.RowsWith(Fields.UrlPath).ToArray()).Take(10)];
            var found = group.ReadAt(Fields.UrlPath, without);
            Assert.All(without, row => Assert.Null(ValueOf(found, row)));
        }
    }

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, random.Next(5, 20)).Select(_ => (char)('a' + random.Next(26))));

    /// <summary>Traces of one transaction and some spans, with values of every kind: once a trace, that follow from others, of some rows only.</summary>
    private static EventBatch Shop(Random random)
    {
        var builder = new EventBatchBuilder();
        long micros = Samples.Micros(Samples.Now);
        for (int trace = 1; trace <= Traces; trace++)
        {
            var traceId = EventId.FromUInt128(((UInt128)(ulong)random.NextInt64() << 64) | (ulong)trace);
            var transaction = EventId.FromUInt64((ulong)random.NextInt64());
            int service = random.Next(4), user = random.Next(50);
            int spans = random.Next(12);
            for (int row = 0; row <= spans; row++)
            {
                builder.Set(Fields.Timestamp, micros += random.Next(2_000));
                builder.Set(Fields.TraceId, traceId);
                builder.Set(Fields.TransactionId, transaction);
                builder.Set(Fields.ServiceName, $"service-{service}");
                builder.Set(Fields.ServiceVersion, $"1.{service}.0");
                builder.Set(Fields.ProcessPid, 100 + service);
                if (trace % 3 > 0) builder.Set(Fields.Label("user"), $"user-{user}");
                if (trace % 2 > 0) builder.Set(Fields.NumericLabel("item"), user + 0.25);
                if (row == 0) SetTransaction(builder, random);
                else SetSpan(builder, transaction, random);
                builder.EndRow();
            }
        }
        return builder.Build(BatchId.New());
    }

    private static void SetTransaction(EventBatchBuilder builder, Random random)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/items/{random.Next(900)}");
        builder.Set(Fields.ProcessorEvent, Fields.Events.Transaction);
        builder.Set(Fields.TransactionName, $"GET /{random.Next(5)}");
        builder.Set(Fields.TransactionDurationUs, random.Next(1_000_000));
        builder.Set(Fields.UrlFull, $"https://shop.example{path}?page={random.Next(9)}");
        builder.Set(Fields.UrlPath, path);
    }

    private static void SetSpan(EventBatchBuilder builder, EventId transaction, Random random)
    {
        int kind = random.Next(3);
        builder.Set(Fields.ProcessorEvent, Fields.Events.Span);
        builder.Set(Fields.SpanId, EventId.FromUInt64((ulong)random.NextInt64()));
        builder.Set(Fields.ParentId, transaction);
        builder.Set(Fields.SpanName, $"SELECT FROM table_{kind}");
        builder.Set(Fields.SpanDurationUs, random.Next(50_000));
        builder.Set(Fields.SpanDbStatement, string.Create(CultureInfo.InvariantCulture, $"SELECT a FROM table_{kind} WHERE id = {random.Next(5_000)} AND state = '{random.Next(3)}'"));
        builder.Set(Fields.DestinationPort, 5_432 + kind);
    }

    private static string? ValueOf(Column? column, int row)
    {
        if (column?.FirstEntry(row) is not (>= 0 and var entry)) return null;
        return column switch
        {
            Int64Column numbers => numbers.Values[entry].ToString(CultureInfo.InvariantCulture),
            DoubleColumn numbers => numbers.Values[entry].ToString("R", CultureInfo.InvariantCulture),
            StringColumn texts => texts.Pool.GetString(texts.Codes[entry]),
            IdColumn ids => ids.IdAt(entry).ToString(),
            _ => throw new ArgumentException($"'{column.Field}' is of no known kind."),
        };
    }
}
