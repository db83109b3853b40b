using System.Globalization;

namespace Ashiato.Query.Kql;

/// <summary>Why a text is not a query that can be answered, so that it can be said in any language.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Values">With what, as <paramref name="Kind"/> says: texts, numbers and <see cref="KqlExpectation"/>s.</param>
public sealed record KqlProblem(KqlProblemKind Kind, params IReadOnlyList<object> Values)
{
    /// <summary>The sentence in English, for the person who typed the query.</summary>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, Sentence, [.. Values.Select(value => value is KqlExpectation expected ? Words(expected) : value)]);

    private string Sentence => Kind switch
    {
        KqlProblemKind.TooLong => "The query has {0} characters; {1} is the most that is read.",
        KqlProblemKind.TooDeep => "The query is nested more than {0} levels deep.",
        KqlProblemKind.EndsEarly => "The query ends where {0} was expected.",
        KqlProblemKind.Unexpected => "Expected {0}, but found '{1}'.",
        KqlProblemKind.UnexpectedBesideValue => "Expected {0}, but found '{1}'; put a value with signs or quotes in it into quotes.",
        KqlProblemKind.OpenQuote => "The quote that opens here is not closed; a '\"' was expected behind it.",
        KqlProblemKind.NestedObject => "'{0}' opens or closes conditions on nested objects, which events do not have; conditions are grouped by parentheses.",
        KqlProblemKind.TooManyFields => "'{0}' stands for {1} fields; a name with wildcards may stand for {2} at most.",
        KqlProblemKind.TooManyConditions => "The query asks for more than {0} conditions, of every field and word; name single fields, or fewer values.",
        KqlProblemKind.ValueTooLong => "A value of {0} characters is too long to be looked for in texts; shorten it.",
        KqlProblemKind.NotBoolean => "'{0}' is true or false, but was asked for '{1}'; expected true or false.",
        KqlProblemKind.NotAddresses => "'{0}' holds addresses, but was compared with '{1}'; expected an address, or a block such as 10.0.0.0/8 or \"2001:db8::/32\".",
        KqlProblemKind.NotMoment => "'{0}' is a moment, but was compared with '{1}'; expected a date such as 2026-11-22 or now-1h.",
        KqlProblemKind.NotDuration => "'{0}' is a duration, but was compared with '{1}'; expected a number or one with a unit, such as 250ms.",
        KqlProblemKind.NotNumber => "'{0}' is a number, but was compared with '{1}'; expected a number.",
        KqlProblemKind.NotSearched => "What '{0}' holds is kept but not searched; expected '{0} : *', which asks whether it is there.",
        _ => "'{0}' is a text and has no order to compare '{1}' by; expected ':' and a value.",
    };

    private static string Words(KqlExpectation expected) => expected switch
    {
        KqlExpectation.Condition => "a condition such as service.name : checkout",
        KqlExpectation.ConjunctionOrEnd => "'and', 'or' or the end of the query",
        KqlExpectation.ConjunctionOrClose => "'and', 'or' or ')'",
        KqlExpectation.NumberOrDate => "a number or a date",
        _ => "a value or values in parentheses",
    };
}
