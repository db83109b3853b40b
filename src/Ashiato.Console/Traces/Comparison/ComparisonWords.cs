using Ashiato.Console.Formatting;
using Ashiato.Console.Localisation;
using Ashiato.Query.Traces;
using Ashiato.Query.Traces.Comparison;

namespace Ashiato.Console.Traces.Comparison;

/// <summary>Says what a comparison found, in sentences.</summary>
/// <param name="comparison">The comparison.</param>
internal sealed class ComparisonWords(TraceComparison comparison)
{
    // Two requests are never equal to the microsecond.
    private const double SameShare = 0.02;

    /// <summary>How much longer the second trace took, in microseconds.</summary>
    public long GapMicros => comparison.B.DurationMicros - comparison.A.DurationMicros;

    /// <summary>How the two differ on the whole.</summary>
    public string Headline()
    {
        if (Math.Abs(GapMicros) <= SameShare * comparison.A.DurationMicros) return comparison.TypicalOf is null ? Texts.AsFastAsOther : Texts.AsFastAsTypical;
        string gap = Figures.Duration(Math.Abs(GapMicros));
        return (GapMicros > 0, comparison.TypicalOf is null) switch
        {
            (true, false) => Texts.SlowerThanTypical.With(gap),
            (true, true) => Texts.SlowerThanOther.With(gap),
            (false, false) => Texts.FasterThanTypical.With(gap),
            (false, true) => Texts.FasterThanOther.With(gap),
        };
    }

    /// <summary>Why, in half a sentence; <see langword="null"/> when nothing explains it, or nothing needs to be explained.</summary>
    public string? Because()
    {
        if (Math.Abs(GapMicros) <= SameShare * comparison.A.DurationMicros || comparison.FindMainCause() is not { } cause) return null;
        var calls = comparison.Calls[cause.Calls];
        string name = NameOf(calls.Sample);
        return cause.Change switch
        {
            CallChange.New => Texts.BecauseNew.With(name),
            CallChange.Gone => Texts.BecauseGone.With(name),
            CallChange.MoreOften or CallChange.LessOften => Texts.BecauseCount.With(name, Figures.Count(calls.B!.Count), Figures.Count(calls.A!.Count)),
            _ => Texts.BecauseTime.With(name, Figures.Duration(calls.B!.SelfMicros), Figures.Duration(calls.A!.SelfMicros)),
        };
    }

    /// <summary>What became of the calls of one cause.</summary>
    public string What(ComparisonCause cause)
    {
        var calls = comparison.Calls[cause.Calls];
        return cause.Change switch
        {
            CallChange.New => Texts.ChangeNew,
            CallChange.Gone => Texts.ChangeGone,
            CallChange.MoreOften or CallChange.LessOften => Texts.CallsFromTo.With(Figures.Count(calls.A!.Count), Figures.Count(calls.B!.Count)),
            _ => Texts.OwnTimeFromTo.With(Figures.Duration(calls.A!.SelfMicros), Figures.Duration(calls.B!.SelfMicros)),
        };
    }

    /// <summary>Which part of the whole difference is a cause's.</summary>
    /// <returns><see langword="null"/> where a part would say nothing: calls at the same time add up to more than the whole, and others made up for what a cause cost.</returns>
    public double? ShareOf(ComparisonCause cause) => GapMicros != 0 && (double)cause.DeltaMicros / GapMicros is >= 0 and <= 1 and var share ? share : null;

    /// <summary>The mark beside a row; <see langword="null"/> for what stayed as it was.</summary>
    public static string? Mark(CallChange change) => change switch
    {
        CallChange.New => Texts.ChangeNew,
        CallChange.Gone => Texts.ChangeGone,
        CallChange.MoreOften => Texts.ChangeMoreOften,
        CallChange.LessOften => Texts.ChangeLessOften,
        CallChange.Slower => Texts.ChangeSlower,
        CallChange.Faster => Texts.ChangeFaster,
        _ => null,
    };

    /// <summary>A difference with its sign.</summary>
    public static string Signed(long micros) => micros == 0 ? "±0" : $"{(micros > 0 ? '+' : '−')}{Figures.Duration(Math.Abs(micros))}";

    /// <summary>What a row is called: the host and path of an address, else its name.</summary>
    public static string NameOf(TraceRow row) =>
        row is { Kind: TraceRowKind.Span, Statement: null, Url: { } url } && Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? $"{row.Method ?? VerbOf(row.Name)} {address.Authority}{address.AbsolutePath}".TrimStart()
            : row.Kind == TraceRowKind.Missing ? Texts.ParentThatNeverCame : row.Name;

    // Agents that do not tell the method begin the name with it.
    private static string? VerbOf(string name)
    {
        string first = name.Split(' ')[0];
        return first.Length < name.Length && first.All(char.IsAsciiLetterUpper) ? first : null;
    }
}
