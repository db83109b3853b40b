using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Segments that one who asks finds damaged and sets aside, while others are about to read them.</summary>
public sealed class SetAsideTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_segment_that_was_let_go_of_is_not_taken_again()
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await store.AppendAsync(Samples.Batch("b", 3), Cancel);
            await store.FlushAsync();
        }
        string file = Assert.Single(_fixture.SegmentFiles());
        var segment = Segment.Open("2026-05-17/1.segment", file, new ColumnCache(1 << 20));

        Assert.True(segment.TryAcquire());
        segment.Release();
        segment.Release();

        Assert.False(segment.TryAcquire());
    }

    [Fact]
    public async Task A_deletion_goes_on_while_questions_set_segments_aside()
    {
        const int Good = 10, Damaged = 20;
        await using var store = await _fixture.OpenAsync();
        for (int i = 0; i < Good + Damaged; i++)
        {
            await store.AppendAsync(Samples.Batch(i < Good ? "good" : "damaged", 5), Cancel);
            await store.FlushAsync();
        }
        string[] files = [.. _fixture.SegmentFiles().OrderBy(static file => int.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture))];
        foreach (string file in files[Good..])
        {
            byte[] bytes = File.ReadAllBytes(file);
            bytes.AsSpan(8, bytes.Length / 2).Clear();
            File.WriteAllBytes(file, bytes);
        }

        // It writes the good ones again, one by one; by then it has chosen the others, too.
        var deleting = Task.Run(async () => await store.DeleteAsync(Filter.Is(Fields.SpanName, "good-1"), Cancel), Cancel);
        while (File.Exists(files[0]) && !deleting.IsCompleted) await Task.Yield();
        string[] names = await store.NamesAsync(Cancel);

        var deleted = await deleting;
        Assert.Equal((Good, Damaged), (deleted.EventCount, deleted.Unreached.Count));
        Assert.DoesNotContain("damaged-1", names);
    }
}
