namespace Ashiato.Bench.Data;

/// <summary>Random numbers that are the same for a seed on every machine and version of .NET.</summary>
/// <remarks>SplitMix64: a counter stepped by the golden ratio, each step mixed.</remarks>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _counter = seed;

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mix(_counter += 0x9E37_79B9_7F4A_7C15);

    /// <summary>64 random bits of which at least one is set, as ids want them.</summary>
    public ulong NextId() => NextBits() | 1;

    /// <summary>From 0 up to but not including <paramref name="end"/>.</summary>
    public int Next(int end) => (int)Math.BigMul(NextBits(), (ulong)end, out _);

    /// <summary>From 0 up to but not including 1.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Log-normal: half of the numbers are below the median; sigma is the spread of the logarithm.</summary>
    public double NextLogNormal(double median, double sigma) => median * Math.Exp(sigma * NextGaussian());

    /// <summary>Waiting time until the next of events that come on their own, with this mean.</summary>
    public double NextExponential(double mean) => -mean * Math.Log(1 - NextDouble());

    /// <summary>Scrambles a number into 64 bits that look random.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    private double NextGaussian() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());
}
