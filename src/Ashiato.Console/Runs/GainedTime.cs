using Ashiato.Console.Formatting;

namespace Ashiato.Console.Runs;

/// <summary>Time that was gained or lost, as tables and messages write it.</summary>
internal static class GainedTime
{
    /// <summary><c>−1.2 s</c> for time gained, because requests take so much less; <c>+30 ms</c> for time lost.</summary>
    public static string Of(double gainedMicros) => Math.Abs(gainedMicros) < 0.5 ? "±0" : (gainedMicros > 0 ? "−" : "+") + Figures.Duration(Math.Abs(gainedMicros));
}
