using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Data directories that programs of earlier formats left, with an unclean end: <c>tests/corpus/stores</c>.</summary>
public sealed class EarlierVersionsTests : IDisposable
{
    private const string Newest = "format-2";
    private const int RowCount = 240;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("format-1")]
    [InlineData("format-2")]
    public async Task A_directory_of_an_earlier_format_opens_with_every_event(string format)
    {
        string folder = Path.Combine(Folder(), format);
        CopyFiles(Path.Combine(folder, "data"), _fixture.Root);
        string expected = await File.ReadAllTextAsync(Path.Combine(folder, "events.txt"), Cancel);

        await using (var store = await _fixture.OpenAsync())
        {
            Assert.Equal(expected, await EventsOfAsync(store));
            Assert.Empty((await store.GetStatusAsync(Cancel)).Problems);
            await store.FlushAsync();
            store.Maintain();
        }

        await using var again = await _fixture.OpenAsync();
        Assert.Equal(expected, await EventsOfAsync(again));
    }

    [Theory]
    [InlineData("format-1")]
    [InlineData("format-2")]
    public async Task A_trace_is_found_in_a_directory_of_an_earlier_format(string format)
    {
        CopyFiles(Path.Combine(Folder(), format, "data"), _fixture.Root);
        await using var store = await _fixture.OpenAsync();
        var all = await store.QueryAsync(new RowQuery { Limit = RowQuery.MaxLimit }, Cancel);
        foreach (var trace in all.Rows.Rows.GroupBy(row => row.Id(Fields.TraceId)).Where(trace => !trace.Key.IsNone))
        {
            var found = await store.QueryAsync(new RowQuery { Filter = Filter.Is(Fields.TraceId, trace.Key.ToString()), Limit = RowQuery.MaxLimit }, Cancel);
            Assert.Equal(trace.Count(), found.Rows.RowCount);
        }
    }

    /// <summary>Run once, when a format is new: writes the directory that all later versions must open.</summary>
    [Fact(Explicit = true)]
    public async Task Write_the_directory_of_the_newest_format()
    {
        string folder = Path.Combine(Folder(), Newest);
        Assert.False(Directory.Exists(folder), $"{folder} is there already; a directory of an earlier format is never written anew.");
        var options = _fixture.Options();
        await using var store = await _fixture.OpenAsync(options);
        // Two days, two segments of one day, and a batch that only the log has.
        await store.AppendAsync(AnyEvents(new Random(1), Samples.Now.AddDays(-1)), Cancel);
        await store.AppendAsync(AnyEvents(new Random(2), Samples.Now), Cancel);
        await store.FlushAsync();
        await store.AppendAsync(AnyEvents(new Random(3), Samples.Now), Cancel);
        await store.FlushAsync();
        await store.AppendAsync(AnyEvents(new Random(4), Samples.Now), Cancel);

        using var crashed = _fixture.CopyAsAfterACrash();
        CopyFiles(crashed.Root, Path.Combine(folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(folder, "events.txt"), await EventsOfAsync(store), Cancel);
    }

    private static async Task<string> EventsOfAsync(EmbeddedEventStore store)
    {
        var page = await store.QueryAsync(new RowQuery { Limit = RowQuery.MaxLimit }, Cancel);
        return string.Join("\n\n", page.Rows.Rows.Select(Documents.Of).Order(StringComparer.Ordinal)) + "\n";
    }

    /// <summary>Traces of spans as they come, and among them rows with gaps, lists, ids of every form and values of every size.</summary>
    private static EventBatch AnyEvents(Random random, DateTimeOffset at)
    {
        var builder = new EventBatchBuilder();
        long micros = Samples.Micros(at);
        ulong transaction = 0, parent = 0;
        UInt128 trace = 0;
        for (int row = 0; row < RowCount; row++)
        {
            micros += random.Next(5_000);
            bool isTransaction = row % 12 == 0;
            ulong id = (ulong)random.NextInt64();
            if (isTransaction) (trace, transaction, parent) = (new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()), id, 0);
            builder.Set(Fields.Timestamp, micros);
            builder.Set(Fields.ProcessorEvent, isTransaction ? Fields.Events.Transaction : Fields.Events.Span);
            builder.Set(Fields.TraceId, EventId.FromUInt128(trace));
            builder.Set(Fields.TransactionId, EventId.FromUInt64(transaction));
            builder.Set(Fields.ServiceName, $"service {random.Next(3)}");
            if (isTransaction) builder.Set(Fields.TransactionName, $"GET /items/{random.Next(5)}");
            else
            {
                builder.Set(Fields.SpanId, EventId.FromUInt64(id));
                builder.Set(Fields.ParentId, EventId.FromUInt64(parent));
                builder.Set(Fields.SpanDbStatement, $"SELECT * FROM items WHERE id = {random.Next(100_000)} AND name = 'n{random.Next(9)}' AND at > '2026-05-1{random.Next(9)} 0{random.Next(9)}:00:00'");
            }
            if (isTransaction || random.Next(3) == 0) parent = id;
            if (row % 20 == 0) AddOddValues(builder, random);
            builder.EndRow();
        }
        return builder.Build();
    }

    private static void AddOddValues(EventBatchBuilder builder, Random random)
    {
        builder.Set(Fields.TraceId, EventId.Parse($"trace {random.Next(3)}"));
        builder.Add(Fields.ProcessArgs, "one"u8);
        builder.Add(Fields.ProcessArgs, Encoding.UTF8.GetBytes($"日本 {random.Next(9)}"));
        builder.Set(Fields.SpanDurationUs, random.NextInt64(long.MinValue, long.MaxValue));
        builder.Set(Fields.NumericLabel("n"), random.Next(2) == 0 ? random.Next(1_000) : random.NextDouble());
        builder.Set(Fields.Label("free"), new string('x', random.Next(40)) + random.Next(1_000));
    }

    private static void CopyFiles(string from, string to)
    {
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target, overwrite: true);
        }
    }

    internal static string Folder()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (Directory.Exists(Path.Combine(directory.FullName, "tests", "corpus"))) return Path.Combine(directory.FullName, "tests", "corpus", "stores");
        throw new DirectoryNotFoundException("The tests read tests/corpus; run them inside the repository.");
    }
}
