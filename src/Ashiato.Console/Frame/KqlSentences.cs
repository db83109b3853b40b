using Ashiato.Query.Kql;

namespace Ashiato.Console.Frame;

/// <summary>What is wrong with a query, in the reader's language.</summary>
internal static class KqlSentences
{
    /// <summary>The sentence.</summary>
    public static string Of(KqlProblem problem) => Sentence(problem.Kind).With([.. problem.Values.Select(value => value is KqlExpectation expected ? Words(expected) : value)]);

    private static string Sentence(KqlProblemKind kind) => kind switch
    {
        KqlProblemKind.TooLong => Texts.KqlTooLong,
        KqlProblemKind.TooDeep => Texts.KqlTooDeep,
        KqlProblemKind.EndsEarly => Texts.KqlEndsEarly,
        KqlProblemKind.Unexpected => Texts.KqlUnexpected,
        KqlProblemKind.UnexpectedBesideValue => Texts.KqlUnexpectedBesideValue,
        KqlProblemKind.OpenQuote => Texts.KqlOpenQuote,
        KqlProblemKind.NestedObject => Texts.KqlNestedObject,
        KqlProblemKind.TooManyFields => Texts.KqlTooManyFields,
        KqlProblemKind.TooManyConditions => Texts.KqlTooManyConditions,
        KqlProblemKind.ValueTooLong => Texts.KqlValueTooLong,
        KqlProblemKind.NotBoolean => Texts.KqlNotBoolean,
        KqlProblemKind.NotMoment => Texts.KqlNotMoment,
        KqlProblemKind.NotDuration => Texts.KqlNotDuration,
        KqlProblemKind.NotNumber => Texts.KqlNotNumber,
        KqlProblemKind.NotAddresses => Texts.KqlNotAddresses,
        KqlProblemKind.NotSearched => Texts.KqlNotSearched,
        _ => Texts.KqlNoOrder,
    };

    private static string Words(KqlExpectation expected) => expected switch
    {
        KqlExpectation.Condition => Texts.KqlExpectedCondition,
        KqlExpectation.ConjunctionOrEnd => Texts.KqlExpectedConjunctionOrEnd,
        KqlExpectation.ConjunctionOrClose => Texts.KqlExpectedConjunctionOrClose,
        KqlExpectation.NumberOrDate => Texts.KqlExpectedNumberOrDate,
        _ => Texts.KqlExpectedValue,
    };
}
