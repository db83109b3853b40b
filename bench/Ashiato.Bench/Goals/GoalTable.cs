using System.Globalization;
using System.Text;

namespace Ashiato.Bench.Goals;

/// <summary>What was measured beside what is wanted, and beside ClickHouse on the same rows.</summary>
internal sealed class GoalTable(string title)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="goal">The number of the goal.</param>
    /// <param name="what">What was measured.</param>
    /// <param name="wanted">The goal.</param>
    /// <param name="measured">What Ashiato reached.</param>
    /// <param name="clickHouse">What ClickHouse reached; <see langword="null"/> when it has no such thing, or is not there.</param>
    /// <param name="ratio">How many times better Ashiato is.</param>
    public void Add(int goal, string what, string wanted, string measured, string? clickHouse = null, double? ratio = null) => _rows.Add(
        [goal.ToString(CultureInfo.InvariantCulture), what, wanted, measured, clickHouse ?? "–", ratio is { } times ? string.Create(CultureInfo.InvariantCulture, $"{times:F1}") : "–"]);

    /// <summary>Adds a question that both answered, or one of them.</summary>
    public void Add(Question question, Timing measured, Timing? clickHouse) => Add(
        question.Goal, question.Name, question.Wanted, measured.ToString(), clickHouse?.ToString(), clickHouse is null ? null : clickHouse.Cpu / measured.Cpu);

    /// <summary>Markdown.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"## {title}").AppendLine();
        text.AppendLine("| goal | what | wanted | measured | ClickHouse 18.16 | times better, by processor time |").AppendLine("|---:|---|---|---|---|---:|");
        foreach (string[] row in _rows.OrderBy(static row => int.Parse(row[0], CultureInfo.InvariantCulture))) text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |");
        return text.ToString();
    }
}
