using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Texts that are kept as templates are found by patterns as if they were kept as they are.</summary>
public sealed class TemplateSearchTests : IDisposable
{
    private const int Statements = 3_000;
    private const int Patterns = 400;

    private static readonly string[] s_tables = ["orders", "items", "users", "Straße", "sessions_2"];

    private readonly StoreFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Patterns_find_in_templates_what_they_find_in_texts()
    {
        const int Seed = 20_261;
        var random = new Random(Seed);
        string[] texts = [.. Enumerable.Range(0, Statements).Select(_ => Statement(random))];
        var batch = BatchOf(texts);
        var plain = new MemoryEventStore();
        await plain.AppendAsync(batch, Cancel);
        await using var store = await StoreOfAsync(batch);

        long found = 0;
        for (int i = 0; i < Patterns; i++)
        {
            bool ignoreCase = random.Next(2) == 0;
            string pattern = Pattern(random, texts[random.Next(texts.Length)], ignoreCase);
            var query = CountOf(new Filter.TextLike(Fields.SpanDbStatement, pattern, ignoreCase));
            long expected = (await plain.QueryAsync(query, Cancel)).EventCount;
            long actual = (await store.QueryAsync(query, Cancel)).EventCount;
            Assert.True(expected == actual, $"'{pattern}'{(ignoreCase ? ", letter case ignored" : "")} (seed {Seed}, pattern {i}): {actual} found, {expected} expected.");
            found += expected;
        }
        Assert.True(found > Patterns, "Patterns that find nothing show nothing.");
    }

    [Theory]
    [InlineData("*FROM orders*", true)]
    [InlineData("*FROM nowhere*", false)]
    [InlineData("*item = 12 AND*", true)]
    [InlineData("*item = x*", false)]
    [InlineData("*item = 4711 AND*", false)]
    [InlineData("*item = 4711*", true)]
    public async Task What_no_template_can_be_is_told_without_texts(string pattern, bool isThere)
    {
        var batch = BatchOf([.. Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"SELECT a FROM orders WHERE item = {i} AND state = 1"))]);
        await using var store = await StoreOfAsync(batch);
        using var snapshot = store.TakeSnapshot();
        var like = new TextPattern(pattern, ignoreCase: false);

        bool isRead = false;
        Assert.Single(snapshot.Groups).Judge(Fields.SpanDbStatement, like, (_, rowCount) =>
        {
            isRead = true;
            return RowSet.None(rowCount);
        });

        Assert.Equal(isThere, isRead);
    }

    [Theory]
    [InlineData("* 7919 *", 3)]
    [InlineData("* 007919 *", 1)]
    [InlineData("*'7919'*", 1)]
    [InlineData("*(7919)*", 1)]
    [InlineData("*=7919,*", 1)]
    [InlineData("*v7919 *", 1)]
    [InlineData("*-7919 *", 1)]
    [InlineData("* 12:*", 1)]
    [InlineData("* 2026-05*", 2)]
    [InlineData("*-05-17T*", 1)]
    [InlineData("* 12345678901234567890 *", 1)]
    [InlineData("* 4712 *", 0)]
    public async Task A_number_is_found_wherever_it_stands(string pattern, long expected)
    {
        string[] texts =
        [
            "SELECT a FROM t WHERE id = 7919 AND b = 1", "SELECT a FROM t WHERE id = 007919 AND b = 1", "SELECT a FROM t WHERE id = '7919'", "SELECT a FROM t WHERE id IN (7919)",
            "UPDATE t SET a=7919, b=2", "SELECT v7919 FROM t", "SELECT 'order 7919 was late'", "SELECT 'a-7919 b'", "SELECT 7919 ", "SELECT a WHERE at > 2026-05-17 12:00:00", "SELECT a WHERE at > 2026-05-17T13:00:00",
            "SELECT a WHERE id = 00000000-0000-0000-0000-000000007919", "SELECT 12345678901234567890 AS n",
        ];
        var batch = BatchOf(texts);
        var plain = new MemoryEventStore();
        await plain.AppendAsync(batch, Cancel);
        await using var store = await StoreOfAsync(batch);
        var query = CountOf(new Filter.TextLike(Fields.SpanDbStatement, pattern));

        Assert.Equal(expected, (await plain.QueryAsync(query, Cancel)).EventCount);
        Assert.Equal(expected, (await store.QueryAsync(query, Cancel)).EventCount);
    }

    [Fact]
    public async Task A_few_rows_come_with_the_texts_that_they_have()
    {
        var random = new Random(20_262);
        var builder = new EventBatchBuilder();
        for (int i = 0; i < 2_000; i++)
        {
            string url = string.Create(CultureInfo.InvariantCulture, $"https://shop.example/items/{random.Next(500)}?page={random.Next(9)}");
            builder.Set(Fields.Timestamp, Samples.Micros(Samples.Now) + i);
            builder.Set(Fields.TraceId, EventId.FromUInt128((UInt128)(uint)(i / 10) + 1));
            builder.Set(Fields.SpanDbStatement, Statement(random));
            builder.Set(Fields.UrlFull, url);
            builder.Set(Fields.UrlPath, new Uri(url).AbsolutePath);
            builder.EndRow();
        }
        var batch = builder.Build(BatchId.New());
        var plain = new MemoryEventStore();
        await plain.AppendAsync(batch, Cancel);
        await using var store = await StoreOfAsync(batch);

        for (uint trace = 1; trace <= 200; trace += 7)
        {
            var query = new RowQuery { Filter = Filter.Is(Fields.TraceId, EventId.FromUInt128(trace).ToString()), Sort = new Sort(Fields.Timestamp) };
            var expected = (await plain.QueryAsync(query, Cancel)).Rows;
            var actual = (await store.QueryAsync(query, Cancel)).Rows;
            foreach (var field in new[] { Fields.SpanDbStatement, Fields.UrlFull, Fields.UrlPath })
                Assert.Equal(expected.Rows.Select(row => row.Text(field)), actual.Rows.Select(row => row.Text(field)));
            Assert.Equal(10, actual.RowCount);
        }
    }

    private async Task<EmbeddedEventStore> StoreOfAsync(EventBatch batch)
    {
        // Nothing stays decoded, so that each question reads the block.
        var options = _fixture.Options();
        options.CacheBytes = 0;
        var store = await _fixture.OpenAsync(options);
        await store.AppendAsync(batch, Cancel);
        await store.FlushAsync();
        return store;
    }

    private static EventBatch BatchOf(string[] statements)
    {
        var builder = new EventBatchBuilder();
        for (int i = 0; i < statements.Length; i++)
        {
            builder.Set(Fields.Timestamp, Samples.Micros(Samples.Now) + i);
            builder.Set(Fields.SpanDbStatement, statements[i]);
            builder.EndRow();
        }
        return builder.Build(BatchId.New());
    }

    private static GroupQuery CountOf(Filter filter) => new() { Filter = filter, Measures = [new Measure.Count()] };

    private static string Statement(Random random)
    {
        string table = s_tables[random.Next(s_tables.Length)];
        string id = random.Next(5) switch
        {
            0 => random.Next(100).ToString(CultureInfo.InvariantCulture),
            1 => random.Next(100).ToString("d6", CultureInfo.InvariantCulture),
            2 => random.NextInt64().ToString("x16", CultureInfo.InvariantCulture),
            3 => $"'{new Guid(random.Next(20), 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)}'",
            _ => $"'{DateTime.UnixEpoch.AddSeconds(random.Next(100_000)).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)}'",
        };
        return random.Next(3) switch
        {
            0 => $"SELECT a, b FROM {table} WHERE id = {id} LIMIT {random.Next(3)}",
            1 => $"UPDATE {table} SET state = 'done {random.Next(4)}' WHERE id={id}",
            _ => $"DELETE FROM {table} /* {id} */",
        };
    }

    /// <summary>A stretch of a text, with some of its characters replaced by signs, another digit, or another case.</summary>
    private static string Pattern(Random random, string text, bool ignoreCase)
    {
        int start = random.Next(text.Length), length = random.Next(1, Math.Min(24, text.Length - start) + 1);
        char[] part = text.Substring(start, length).ToCharArray();
        for (int change = random.Next(3); change > 0; change--)
        {
            int at = random.Next(part.Length);
            part[at] = random.Next(4) switch
            {
                0 => '*',
                1 => '?',
                2 => (char)('0' + random.Next(10)),
                _ => ignoreCase ? char.ToUpperInvariant(part[at]) : part[at],
            };
        }
        return (random.Next(6) == 0 ? "" : "*") + new string(part) + (random.Next(6) == 0 ? "" : "*");
    }
}
