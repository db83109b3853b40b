using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Tests;
using Ashiato.Storage.Tests.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Tests.EndToEnd;

/// <summary>What the store writes, read by a program that knows it only from docs/storage-format.md.</summary>
public sealed class StoreFormatTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _copy = new();
    private readonly Random _random;

    public StoreFormatTests(ITestOutputHelper output)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        _random = new Random(seed);
    }

    public void Dispose()
    {
        _data.Dispose();
        _copy.Dispose();
    }

    [Fact]
    public async Task Another_program_reads_any_events_in_every_form_that_columns_have()
    {
        string node = Tool.Node;
        string expected;
        await using (var store = await OpenAsync())
        {
            // Enough flushes for a merge, and something that only the log has.
            for (int i = 0; i < 5; i++)
            {
                await store.AppendAsync(RandomEvents.Traces(_random, 700), Cancel);
                await store.AppendAsync(RandomEvents.Any(_random, 60), Cancel);
                if (i < 4) Assert.True(await store.FlushAsync());
            }
            store.Maintain();
            var page = await store.QueryAsync(new RowQuery { Limit = RowQuery.MaxLimit }, Cancel);
            expected = string.Join("\n\n", page.Rows.Rows.Select(Documents.Of).Order(StringComparer.Ordinal)) + "\n";
            Copy();
        }

        Assert.StartsWith(expected, await PrintAsync(node), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_program_finds_in_summaries_what_the_events_of_their_segments_add_up_to()
    {
        string node = Tool.Node;
        string expected;
        await using (var store = await OpenAsync())
        {
            for (int i = 0; i < 5; i++)
            {
                await store.AppendAsync(RandomEvents.Traces(_random, 700), Cancel);
                Assert.True(await store.FlushAsync());
                if (i == 3) store.Maintain();
            }
            var page = await store.QueryAsync(new RowQuery { Fields = [Fields.ServiceName], Limit = RowQuery.MaxLimit }, Cancel);
            expected = string.Concat(page.Rows.Rows.GroupBy(static row => row.Text(Fields.ServiceName)!).OrderBy(static service => service.Key, StringComparer.Ordinal)
                .Select(static service => string.Create(CultureInfo.InvariantCulture, $"{service.Key} {service.Count()}\n")));
            Copy();
        }

        Assert.EndsWith("\n" + expected, await PrintAsync(node), StringComparison.Ordinal);
    }

    private ValueTask<EmbeddedEventStore> OpenAsync() =>
        EmbeddedEventStore.OpenAsync(new EmbeddedStoreOptions { Directory = _data.Path, MaxAge = null }, new FixedTime(Samples.Now), NullLoggerFactory.Instance, Cancel);

    private Task<string> PrintAsync(string node) => ChildProcess.RunAsync(node, [Repository.Path("tests", "js", "store-format", "print.js"), _copy.Path]);

    /// <summary>Copies the directory as a crash would leave it.</summary>
    private void Copy()
    {
        foreach (string path in Directory.EnumerateFiles(_data.Path, "*", SearchOption.AllDirectories).Where(static path => Path.GetFileName(path) != "lock"))
        {
            string target = Path.Combine(_copy.Path, Path.GetRelativePath(_data.Path, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }
}
