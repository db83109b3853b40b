using Ashiato.Storage.Sketches;

namespace Ashiato.Storage.Tests.Sketches;

public sealed class DistinctSketchTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(DistinctSketch.MaxExact)]
    public void Few_values_are_counted_exactly_however_often_they_come(int count)
    {
        var sketch = Of(Enumerable.Range(0, count));
        foreach (int value in Enumerable.Range(0, count)) sketch.Add(StableHash.Of((ulong)value));

        Assert.Equal(count, sketch.Estimate());
    }

    [Theory]
    [InlineData(DistinctSketch.MaxExact + 1)]
    [InlineData(20_000)]
    [InlineData(50_000)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public void Many_values_are_estimated_within_three_percent(int count) =>
        Assert.InRange(Of(Enumerable.Range(0, count)).Estimate(), count * 0.97, count * 1.03);

    [Theory]
    [InlineData(100, 200)]
    [InlineData(100, 50_000)]
    [InlineData(50_000, 100)]
    [InlineData(50_000, 60_000)]
    public void Merged_sketches_answer_as_one_that_saw_everything(int first, int second)
    {
        var merged = Of(Enumerable.Range(0, first));
        merged.Merge(Of(Enumerable.Range(50, second)));

        Assert.Equal(Of(Enumerable.Range(0, Math.Max(first, second + 50))).Estimate(), merged.Estimate());
    }

    [Fact]
    public void A_hash_of_zero_counts_too()
    {
        var sketch = new DistinctSketch();
        sketch.Add(0);
        sketch.Add(0);

        Assert.Equal(1, sketch.Estimate());
    }

    private static DistinctSketch Of(IEnumerable<int> values)
    {
        var sketch = new DistinctSketch();
        foreach (int value in values) sketch.Add(StableHash.Of((ulong)value));
        return sketch;
    }
}
