using System.Globalization;

namespace Ashiato.Bench.AgentOverhead;

/// <summary>What one request costs.</summary>
/// <param name="StartMillis">Processor time until requests cost what they do from then on: starting, compiling, and compiling better what is used much; without what these requests cost by themselves.</param>
/// <param name="CpuMicros">Processor time of the whole process for a request from then on, delivery included, in microseconds.</param>
/// <param name="Bytes">Allocated bytes of the whole process, delivery included.</param>
/// <param name="P50Micros">The median of a request's duration.</param>
/// <param name="P99Micros">Its 99th percentile.</param>
internal sealed record OverheadResult(double StartMillis, double CpuMicros, double Bytes, double P50Micros, double P99Micros)
{
    private const string Mark = "result ";

    /// <summary>The line by which a process tells it to another.</summary>
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{Mark}{StartMillis:R} {CpuMicros:R} {Bytes:R} {P50Micros:R} {P99Micros:R}");

    /// <summary>Reads such a line.</summary>
    public static OverheadResult Read(string output)
    {
        string line = output.Split('\n').LastOrDefault(one => one.StartsWith(Mark, StringComparison.Ordinal)) ?? throw new BenchException("The application said no result: " + output);
        double[] numbers = [.. line[Mark.Length..].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return new OverheadResult(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }
}
