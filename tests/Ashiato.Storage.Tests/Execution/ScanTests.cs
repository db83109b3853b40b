using System.Numerics;
using Ashiato.Storage.Execution;

namespace Ashiato.Storage.Tests.Execution;

public sealed class ScanTests
{
    private static readonly int[] s_vectorBits = [512, 256, 128];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1_000)]
    public void Vectors_of_every_width_mark_what_one_value_at_a_time_does(int count)
    {
        var random = new Random(count);
        AssertSame([.. Enumerable.Range(0, count).Select(_ => random.Next(-5, 6))], [int.MinValue, -5, -2, 0, 3, int.MaxValue]);
        AssertSame([.. Enumerable.Range(0, count).Select(_ => random.NextInt64(-5, 6) * (long.MaxValue / 5))], [long.MinValue, -long.MaxValue / 5, 0, 7, long.MaxValue]);
        double[] odd = [double.NaN, double.NegativeInfinity, -0.0, 0.0, double.Epsilon, 1.5, double.MaxValue, double.PositiveInfinity];
        AssertSame([.. Enumerable.Range(0, count).Select(_ => odd[random.Next(odd.Length)])], odd);
    }

    [Fact]
    public void Bits_behind_the_last_value_become_0()
    {
        ulong[] words = [ulong.MaxValue, ulong.MaxValue];

        Scan.Between<int>(new int[65], 0, 0, words);

        Assert.Equal([ulong.MaxValue, 1UL], words);
    }

    private static void AssertSame<T>(T[] values, T[] bounds) where T : unmanaged, INumber<T>
    {
        foreach (var min in bounds)
        {
            foreach (var max in bounds)
            {
                var expected = Marks(values, min, max, 0);
                Assert.Equal(values.Select(value => value >= min && value <= max), Enumerable.Range(0, values.Length).Select(i => (expected[i / 64] >> (i % 64) & 1) != 0));
                foreach (int bits in s_vectorBits) Assert.Equal(expected, Marks(values, min, max, bits));
            }
        }
    }

    private static ulong[] Marks<T>(T[] values, T min, T max, int vectorBits) where T : unmanaged, INumber<T>
    {
        var words = new ulong[(values.Length + 63) / 64];
        Array.Fill(words, 0xF0F0F0F0F0F0F0F0);
        Scan.Between(values, min, max, words, vectorBits);
        return words;
    }
}
