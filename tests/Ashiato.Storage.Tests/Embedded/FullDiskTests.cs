using Ashiato.Model;
using Ashiato.Storage.Embedded;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>A disk that is really full, at whatever write it happens: of the log, a segment, a summary, the catalog.</summary>
public sealed class FullDiskTests
{
    // The log alone takes 16 MiB at a time.
    private const int Megabytes = 64;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_being_written_when_the_disk_fills_nothing_acknowledged_is_lost_and_it_goes_on_by_itself()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var options = new EmbeddedStoreOptions { Directory = disk.Path, FlushRows = 400 };
        var time = new FixedTime(Samples.Now);
        var acknowledged = new List<EventBatch>();
        int refused = 0;
        await using (var store = await EmbeddedEventStore.OpenAsync(options, time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, Cancel))
        {
            for (int round = 0; round < 12; round++)
            {
                disk.LeaveFree(round % 3 == 0 ? 0 : random.Next(600 << 10));
                for (int i = 0; i < 12; i++)
                {
                    var batch = Samples.Batch($"r{round} b{i}", 60, Samples.Now.AddDays(-(i % 3)));
                    try
                    {
                        await store.AppendAsync(batch, Cancel);
                        acknowledged.Add(batch);
                    }
                    catch (StoreBusyException busy)
                    {
                        Assert.Contains("Make room on the disk", busy.Message, StringComparison.Ordinal);
                        refused++;
                    }
                }
                if (random.Next(2) == 0) await store.FlushAsync();
                store.Maintain();
                Assert.Equal(Samples.Names(acknowledged), await store.NamesAsync(Cancel));

                disk.Empty();
                var after = Samples.Batch($"r{round} after", 60);
                await store.AppendAsync(after, Cancel);
                acknowledged.Add(after);
                Assert.True(await store.FlushAsync());
                store.Maintain();
                var status = await store.GetStatusAsync(Cancel);
                Assert.True(status.IsWritable);
                Assert.Empty(status.Problems);
            }
        }
        Assert.InRange(refused, 1, int.MaxValue);
        // No attempt left anything behind either.
        Assert.Empty((await StoreDirectory.VerifyAsync(disk.Path, [], null, Cancel)).Findings);
        await using var again = await EmbeddedEventStore.OpenAsync(options, time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, Cancel);
        Assert.Equal(Samples.Names(acknowledged), await again.NamesAsync(Cancel));
    }

    [Fact]
    public async Task A_backup_onto_a_disk_that_is_too_small_leaves_nothing_there_and_the_store_as_it_was()
    {
        using var disk = SmallDisk.Mount(1);
        using var fixture = new StoreFixture();
        await using var store = await fixture.OpenAsync();
        var random = new Random(1);
        var builder = new EventBatchBuilder();
        for (int i = 0; i < 40; i++)
        {
            var noise = new byte[48 << 10];
            random.NextBytes(noise);
            builder.Set(Fields.Timestamp, Samples.Micros(Samples.Now));
            builder.Set(Fields.Message, Convert.ToBase64String(noise));
            builder.EndRow();
        }
        await store.AppendAsync(builder.Build(BatchId.New()), Cancel);
        await store.FlushAsync();

        var refused = await Assert.ThrowsAsync<QueryException>(async () => await store.BackupAsync(disk.Path, null, Cancel));

        Assert.Contains("could not be made", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Path));
        Assert.Equal(40, (await store.GetStatusAsync(Cancel)).EventCount);
    }
}
