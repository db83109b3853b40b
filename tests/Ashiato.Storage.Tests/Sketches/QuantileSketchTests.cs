using System.Buffers;
using Ashiato.Storage.Sketches;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Storage.Tests.Sketches;

public sealed class QuantileSketchTests
{
    private static readonly double[] s_ranks = [0, 0.1, 10, 50, 90, 99, 99.99, 100];

    private static Gen<double[]> Values =>
        (from exponent in Gen.Choose(-30, 60) from digits in Gen.Choose(0, 9_999) select digits / 1_000.0 * Math.Pow(2, exponent)).ArrayOf();

    [Fact]
    public void Percentiles_are_within_one_percent_at_every_scale() =>
        Prop.ForAll(Values.ToArbitrary(), static values =>
        {
            var sketch = Of(values);
            var sorted = values.Order().ToArray();
            foreach (double rank in s_ranks)
            {
                double? found = sketch.Percentile(rank);
                Assert.Equal(values.Length == 0, found is null);
                if (found is null) continue;
                double exact = sorted[Math.Max(0, (int)Math.Ceiling(rank / 100 * sorted.Length) - 1)];
                // Below a billionth a value counts as 0.
                Assert.InRange(found.Value, (exact * 0.99) - 1e-9, (exact * 1.01) + 1e-9);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    public static TheoryData<string, double[]> HostileDistributions => new()
    {
        { "one value", [.. Enumerable.Repeat(1_234.5, 1_000)] },
        { "two values far from each other", [.. Enumerable.Range(0, 1_000).Select(static i => i % 10 == 0 ? 1e300 : 1e-8)] },
        { "nearly all 0", [.. Enumerable.Range(0, 1_000).Select(static i => i < 985 ? 0.0 : i)] },
        { "powers of 10, on the bounds of buckets", [.. Enumerable.Range(0, 1_000).Select(static i => Math.Pow(10, i / 120.0))] },
        { "just below the bounds of buckets", [.. Enumerable.Range(0, 1_000).Select(static i => Math.BitDecrement(Math.Pow(10, i / 120.0)))] },
        { "powers of 2", [.. Enumerable.Range(-29, 900).Select(static i => Math.ScaleB(1, i))] },
        { "whole numbers", [.. Enumerable.Range(1, 2_000).Select(static i => (double)i)] },
        { "a heavy tail", [.. Enumerable.Range(1, 2_000).Select(static i => 1 / Math.Pow(1 - (i / 2_001.0), 4))] },
    };

    [Theory]
    [MemberData(nameof(HostileDistributions), DisableDiscoveryEnumeration = true)]
    public void Percentiles_are_within_one_percent_of_hostile_distributions(string name, double[] values)
    {
        var sketch = Of(values);
        Array.Sort(values);
        foreach (double rank in s_ranks)
        {
            double exact = values[Math.Max(0, (int)Math.Ceiling(rank / 100 * values.Length) - 1)];
            double found = sketch.Percentile(rank)!.Value;
            Assert.True(Math.Abs(found - exact) <= exact * 0.01, $"{name}: {found} instead of {exact} at {rank}");
        }
    }

    [Fact]
    public void Merged_sketches_answer_as_one_that_saw_everything() =>
        Prop.ForAll((from a in Values from b in Values select (a, b)).ToArbitrary(), static values =>
        {
            var merged = Of(values.a);
            merged.Merge(Of(values.b));

            AssertSame(Of([.. values.a, .. values.b]), merged);
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void The_binary_form_brings_back_the_same_sketch() =>
        Prop.ForAll(Values.ToArbitrary(), static values =>
        {
            var sketch = Of(values);
            AssertSame(sketch, QuantileSketch.Read(Bytes(sketch)));
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Damaged_bytes_are_refused_and_never_crash()
    {
        byte[] good = Bytes(Of([0, 1, 50, 1e9]));
        for (int length = 0; length < good.Length; length++)
            Assert.Throws<InvalidDataException>(() => QuantileSketch.Read(good.AsSpan(0, length)));
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bad = [.. good];
            bad[random.Next(bad.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                QuantileSketch.Read(bad).Percentile(50);
            }
            catch (InvalidDataException)
            {
                // What is refused is refused with this.
            }
        }
    }

    [Fact]
    public void Odd_numbers_find_a_place()
    {
        var sketch = Of([double.NaN, -4, double.NegativeInfinity, 5, double.PositiveInfinity, double.Epsilon]);

        Assert.Equal(5, sketch.Count);
        Assert.Equal(0, sketch.Percentile(0));
        Assert.InRange(sketch.Percentile(80)!.Value, 4.95, 5.05);
        Assert.Equal(double.MaxValue, sketch.Percentile(100));
    }

    [Fact]
    public void A_bucket_is_that_of_the_logarithm_and_of_every_coarser_scale()
    {
        var random = new Random(11);
        var values = Enumerable.Range(0, 20_000).Select(_ => Math.ScaleB(1 + random.NextDouble(), random.Next(-20, 70)))
            .Concat(Enumerable.Range(0, 2_000).SelectMany(static bucket => (double[])[LogScale.StartOf(bucket, 120), Math.BitDecrement(LogScale.StartOf(bucket, 120))]))
            .Concat(Enumerable.Range(0, 19).Select(static power => Math.Pow(10, power)));

        foreach (double value in values)
        {
            int bucket = QuantileBuckets.BucketOf(value);
            Assert.True(LogScale.StartOf(bucket, 120) <= value && value < LogScale.StartOf(bucket + 1, 120), $"{value:R} is not in bucket {bucket}.");
            foreach (int perDecade in (int[])[1, 5, 20, 40])
                Assert.Equal(LogScale.BucketOf(value, perDecade), (int)Math.Floor(bucket / (120.0 / perDecade)));
        }
    }

    private static QuantileSketch Of(IEnumerable<double> values)
    {
        var sketch = new QuantileSketch();
        foreach (double value in values) sketch.Add(value);
        return sketch;
    }

    private static byte[] Bytes(QuantileSketch sketch)
    {
        var bytes = new ArrayBufferWriter<byte>();
        sketch.Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static void AssertSame(QuantileSketch expected, QuantileSketch actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int rank = 0; rank <= 100; rank++) Assert.Equal(expected.Percentile(rank), actual.Percentile(rank));
    }
}
