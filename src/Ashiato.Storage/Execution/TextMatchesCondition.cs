using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>A text, or an id in its text form, has a part that fits a regular expression.</summary>
internal sealed class TextMatchesCondition(Filter.TextMatches matches) : TextCondition(matches.Field)
{
    private readonly Regex _regex = Compile(matches);

    public override int Cost => 4;

    protected override object? Key => IsOfTexts ? matches : null;

    protected override bool Judge(Utf8Pool pool, Span<bool> verdicts)
    {
        bool any = false;
        char[] buffer = [];
        for (int code = 0; code < verdicts.Length; code++)
        {
            var utf8 = pool[code];
            // No text has more characters than bytes.
            if (buffer.Length < utf8.Length)
            {
                if (buffer.Length > 0) ArrayPool<char>.Shared.Return(buffer);
                buffer = ArrayPool<char>.Shared.Rent(utf8.Length);
            }
            int length = Encoding.UTF8.GetChars(utf8, buffer);
            any |= verdicts[code] = _regex.IsMatch(buffer.AsSpan(0, length));
        }
        if (buffer.Length > 0) ArrayPool<char>.Shared.Return(buffer);
        return any;
    }

    protected override RowSet MatchIds(IdColumn ids, RowGroup group) => Collect(ids, group.RowCount, new IdTest(ids, _regex));

    private static Regex Compile(Filter.TextMatches matches)
    {
        if (matches.Pattern.Length > Filter.TextMatches.MaxLength)
            throw new QueryException(StoreRefusal.PatternLength, $"A regular expression of {matches.Pattern.Length} characters is too long. Use {Filter.TextMatches.MaxLength} at most.");
        // Without backtracking the time is at most text times pattern, whatever the pattern.
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline;
        try
        {
            return new Regex(matches.Pattern, matches.IgnoreCase ? options | RegexOptions.IgnoreCase : options);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new QueryException(StoreRefusal.PatternWrong, $"'{matches.Pattern}' is no regular expression that can be searched for: {e.Message.TrimEnd('.')}. Write it without looking around and references back.");
        }
    }

    private readonly struct IdTest(IdColumn ids, Regex regex) : IEntryTest
    {
        public bool Passes(int entry) => regex.IsMatch(ids.IdAt(entry).ToString());
    }
}
