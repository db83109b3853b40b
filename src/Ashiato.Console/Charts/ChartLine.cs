namespace Ashiato.Console.Charts;

/// <summary>One line, or one layer of the bars, of a chart over time.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Colour">A class of <c>charts.css</c> that sets the colour, such as <c>c-asagi</c>.</param>
/// <param name="Values">Its value in each interval; <see langword="null"/> leaves a gap.</param>
/// <param name="IsMain">Drawn stronger than the others.</param>
/// <param name="IsPrevious">Of what the page is compared with: drawn dashed, behind.</param>
public sealed record ChartLine(string Name, string Colour, IReadOnlyList<double?> Values, bool IsMain = false, bool IsPrevious = false);
