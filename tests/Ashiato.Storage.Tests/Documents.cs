using System.Text;
using Ashiato.Model;

namespace Ashiato.Storage.Tests;

/// <summary>Events as texts, to compare them whole.</summary>
public static class Documents
{
    /// <summary>Everything that an event says, in an order of its own.</summary>
    public static string Of(EventRow row)
    {
        var lines = new List<string>();
        foreach (var column in row.Batch.Columns)
        {
            int entry = column.FirstEntry(row.Row);
            if (entry < 0) continue;
            var line = new StringBuilder($"{column.Field.Name} {column.Field.Type}:");
            for (int end = entry + column.CountOf(row.Row); entry < end; entry++) line.Append(' ').Append(ValueAt(column, entry));
            lines.Add(line.ToString());
        }
        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    private static string ValueAt(Column column, int entry) => column switch
    {
        Int64Column numbers => numbers.Values[entry].ToString(System.Globalization.CultureInfo.InvariantCulture),
        DoubleColumn numbers => numbers.Values[entry].ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        StringColumn texts => $"'{texts.Pool.GetString(texts.Codes[entry])}'",
        IdColumn ids => $"'{ids.IdAt(entry)}'",
        _ => throw new ArgumentException($"Column '{column.Field}' is of no known kind.", nameof(column)),
    };
}
