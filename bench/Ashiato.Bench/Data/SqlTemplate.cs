using System.Globalization;
using System.Text;

namespace Ashiato.Bench.Data;

/// <summary>A statement with slots for literals.</summary>
/// <remarks>Slots: <c>#i</c> item, <c>#u</c> user, <c>#h</c> 16 hex digits, <c>#n</c> number below 1,000, <c>#t</c> date and time.</remarks>
internal sealed class SqlTemplate
{
    private readonly string _text;

    /// <param name="text">The statement with its slots.</param>
    /// <param name="table">The table it is about.</param>
    /// <param name="medianMicros">Half of its calls take less.</param>
    public SqlTemplate(string text, string table, double medianMicros)
    {
        _text = text.Replace("$T", table, StringComparison.Ordinal);
        MedianMicros = medianMicros;
        string verb = text[..text.IndexOf(' ', StringComparison.Ordinal)];
        string preposition = verb switch { "INSERT" => " INTO ", "UPDATE" => " ", _ => " FROM " };
        SpanName = verb + preposition + table;
    }

    /// <summary>What agents call the span, such as <c>SELECT FROM items</c>.</summary>
    public string SpanName { get; }

    /// <summary>Half of its calls take less, in microseconds.</summary>
    public double MedianMicros { get; }

    /// <summary>Writes the statement with literals of this request.</summary>
    public void WriteTo(StringBuilder statement, Visit visit, SeededRandom random)
    {
        int from = 0;
        while (_text.IndexOf('#', from) is var slot and >= 0)
        {
            statement.Append(_text, from, slot - from);
            AppendLiteral(statement, _text[slot + 1], visit, random);
            from = slot + 2;
        }
        statement.Append(_text, from, _text.Length - from);
    }

    private static void AppendLiteral(StringBuilder statement, char kind, Visit visit, SeededRandom random)
    {
        var invariant = CultureInfo.InvariantCulture;
        switch (kind)
        {
            case 'i': statement.Append(invariant, $"{visit.Item}"); break;
            case 'u': statement.Append(invariant, $"{visit.User}"); break;
            case 'h': statement.Append(invariant, $"{random.NextBits():x16}"); break;
            case 'n': statement.Append(invariant, $"{random.Next(1_000)}"); break;
            case 't': statement.Append(invariant, $"{visit.Moment:yyyy-MM-dd HH:mm:ss}"); break;
            default: throw new FormatException($"'#{kind}' is not a slot of a statement.");
        }
    }
}
