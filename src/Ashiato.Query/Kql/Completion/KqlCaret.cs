using System.Text;

namespace Ashiato.Query.Kql.Completion;

/// <summary>What may stand at a place of a query, found by reading the tokens in front of it.</summary>
/// <param name="Expects">What may come.</param>
/// <param name="Part">What of it has been typed; its text in front of the place is <see cref="Typed"/>.</param>
/// <param name="Typed">The text that was typed, up to the place.</param>
/// <param name="LastWord">The last word of what was typed, which may be the beginning of a conjunction.</param>
/// <param name="Field">The name of the field whose sign or value is expected.</param>
/// <param name="IsInList">True in a list of values, where <c>not</c> may stand before a value.</param>
internal sealed record KqlCaret(KqlExpected Expects, KqlSpan Part, string Typed, KqlSpan LastWord, string? Field, bool IsInList = false)
{
    /// <summary>Looks at a place of a text, which need not be a query yet.</summary>
    public static KqlCaret At(string text, int caret)
    {
        var state = KqlExpected.Condition;
        string? field = null;
        var lists = new Stack<string?>();
        // The literal that is being read: its first and its last word.
        KqlToken? first = null;
        KqlToken last = default;
        foreach (var token in KqlTokenizer.Read(text))
        {
            if (token.Kind == KqlTokenKind.End || token.At.Start >= caret) break;
            bool isTouched = caret <= token.At.End && (token.At.End > caret || token.Kind is not (KqlTokenKind.Open or KqlTokenKind.Close or KqlTokenKind.Colon or KqlTokenKind.Range));
            bool isWordLike = token.IsLiteral || (isTouched && token.Kind is KqlTokenKind.And or KqlTokenKind.Or or KqlTokenKind.Not);
            if (isWordLike && !(token.Kind == KqlTokenKind.Quoted && !token.IsOpenEnded && token.At.End == caret))
            {
                if (first is null || !IsLiteralOpen(state)) first = token;
                last = token;
                if (!isTouched)
                {
                    state = state switch
                    {
                        KqlExpected.Condition => KqlExpected.Operator,
                        KqlExpected.Value => KqlExpected.Conjunction,
                        _ => state,
                    };
                    continue;
                }
                return Touched(text, caret, state, first.Value, last, field) with { IsInList = lists.TryPeek(out string? of) && of is not null };
            }
            switch (token.Kind)
            {
                case KqlTokenKind.Quoted:
                    // It may be the name of a field; as a value it stands alone.
                    (first, last) = (state == KqlExpected.Condition ? token : null, token);
                    state = state == KqlExpected.Condition ? KqlExpected.Operator : KqlExpected.Conjunction;
                    continue;
                case KqlTokenKind.Colon or KqlTokenKind.Range when state == KqlExpected.Operator && first is { } name:
                    field = NameOf(text, name, last);
                    state = KqlExpected.Value;
                    break;
                case KqlTokenKind.And or KqlTokenKind.Or:
                    field = lists.TryPeek(out string? listed) ? listed : null;
                    state = field is null ? KqlExpected.Condition : KqlExpected.Value;
                    break;
                case KqlTokenKind.Open:
                    lists.Push(state == KqlExpected.Value ? field : null);
                    break;
                case KqlTokenKind.Close:
                    lists.TryPop(out _);
                    state = KqlExpected.Conjunction;
                    break;
            }
            first = null;
        }
        var here = new KqlSpan(caret, 0);
        if (state == KqlExpected.Operator && first is { } named) field = NameOf(text, named, last);
        return new KqlCaret(state, here, "", here, field, lists.TryPeek(out string? around) && around is not null);
    }

    private static bool IsLiteralOpen(KqlExpected state) => state is KqlExpected.Operator or KqlExpected.Conjunction;

    private static KqlCaret Touched(string text, int caret, KqlExpected state, KqlToken first, KqlToken last, string? field)
    {
        // A word behind a field's name or a value goes on with it, unless it begins a conjunction.
        var expected = state switch { KqlExpected.Operator => KqlExpected.Condition, KqlExpected.Conjunction when first != last => KqlExpected.Value, _ => state };
        return new KqlCaret(expected, first.At.To(last.At), TextOf(text[first.At.Start..caret]), last.At, field);
    }

    private static string NameOf(string text, KqlToken first, KqlToken last) => TextOf(text[first.At.Start..last.At.End]);

    /// <summary>What words, or a quoted text that may still be open, say.</summary>
    private static string TextOf(string words)
    {
        var pattern = new StringBuilder();
        int end = 0;
        foreach (var token in KqlTokenizer.Read(words).Where(static token => token.Kind != KqlTokenKind.End))
        {
            pattern.Append(words, end, token.At.Start - end).Append(token.Pattern);
            end = token.At.End;
        }
        return new KqlLiteral(pattern.ToString(), IsQuoted: false).Text;
    }
}
