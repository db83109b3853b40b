using System.Globalization;
using Ashiato.Console.Frame;
using Ashiato.Query.Transactions;

namespace Ashiato.Console.Transactions;

/// <summary>A band of durations that was chosen in the distribution: <c>least</c> and <c>most</c> of the address, in microseconds.</summary>
/// <param name="FromMicros">The least duration in it.</param>
/// <param name="ToMicros">The least duration above it.</param>
public sealed record Band(double FromMicros, double ToMicros)
{
    /// <summary>The address keys.</summary>
    public const string From = "least", To = "most";

    /// <summary>Reads the address; <see langword="null"/> when it names no band.</summary>
    internal static Band? Read(View view) =>
        Number(view.Value(From)) is { } from && Number(view.Value(To)) is { } to && from < to ? new Band(from, to) : null;

    /// <summary>The address of a page with this band.</summary>
    internal string Link(View view) => view.Here((From, Text(FromMicros)), (To, Text(ToMicros)), ("sample", null));

    /// <summary>Transactions in the band; buckets that it cuts count by their middle.</summary>
    public long CountIn(LatencyDistribution distribution) =>
        distribution.Buckets.Where(bucket => Math.Sqrt(bucket.FromMicros * bucket.ToMicros) is var middle && middle >= FromMicros && middle < ToMicros).Sum(bucket => bucket.Count);

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

    private static string Text(double micros) => micros.ToString("0.###", CultureInfo.InvariantCulture);
}
