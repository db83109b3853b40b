using System.Globalization;
using System.Text;

namespace Ashiato.Bench.Report;

/// <summary>Measured values with their names, as a table for people.</summary>
internal sealed class ResultTable(string title)
{
    private readonly List<(string Name, string Value)> _rows = [];

    public void Add(string name, string value) => _rows.Add((name, value));

    public void Add(string name, FormattableString value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Markdown that also reads well on a terminal.</summary>
    public override string ToString()
    {
        int width = _rows.Max(row => row.Name.Length);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"## {title}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| {"what".PadRight(width)} | measured |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|{new string('-', width + 2)}|---------:|");
        foreach (var (name, value) in _rows) text.AppendLine(CultureInfo.InvariantCulture, $"| {name.PadRight(width)} | {value} |");
        return text.ToString();
    }
}
