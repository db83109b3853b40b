using Ashiato.Console.Frame;
using Ashiato.Query;
using Ashiato.Query.Runs;
using Ashiato.Settings.Runs;

namespace Ashiato.Console.Runs;

/// <summary>What the page of runs shows: which run is looked at, and with which it is compared.</summary>
/// <remarks>The chosen time and comparison of the address decide. Where the address chooses no time, it is the newest run beside the one before it.</remarks>
internal sealed record RunsShown
{
    /// <summary>All runs, the newest first.</summary>
    public required IReadOnlyList<Run> Runs { get; init; }

    /// <summary>What happened in the newest of them, by number.</summary>
    public required IReadOnlyDictionary<int, RunFigures> Figures { get; init; }

    /// <summary>The rules that find them.</summary>
    public required IReadOnlyList<RunRule> Rules { get; init; }

    /// <summary>The run that is looked at; <see langword="null"/> when it is a time of no run.</summary>
    public Run? After { get; init; }

    /// <summary>The run that it is compared with; likewise.</summary>
    public Run? Before { get; init; }

    /// <summary>The times of both; <see langword="null"/> when there is nothing to compare.</summary>
    public (Period Before, Period After)? Sides { get; init; }

    /// <summary>What both are called.</summary>
    public string Title { get; init; } = "";

    /// <summary>True when runs can be posted to a chat.</summary>
    public bool HasChat { get; init; }

    /// <summary>The scores, when both have one.</summary>
    public (double Before, double After)? Scores => Before?.Score is { } before && After?.Score is { } after ? (before, after) : null;

    /// <summary>Reads the address.</summary>
    public static RunsShown Of(View view, IReadOnlyList<Run> runs, IReadOnlyDictionary<int, RunFigures> figures, IReadOnlyList<RunRule> rules)
    {
        bool hasTime = view.Value("from") is not null;
        var after = hasTime ? RunNames.Find(runs, view.Time.Range) : RunChoice.Find(runs, RunChoice.Last);
        var comparison = view.Comparison;
        var before = comparison is { } with ? RunNames.Find(runs, with.Period.Time) : RunChoice.Find(runs, RunChoice.Previous, after);
        Period? second = hasTime ? view.Period : after is null ? null : Within(view, RunSides.PeriodOf(after, view.NowMicros));
        Period? first = comparison?.Period ?? (before is null ? null : Within(view, RunSides.PeriodOf(before, view.NowMicros)));
        // Without a comparison, a time that is no run stands alone.
        bool isPair = first is not null && second is not null && (comparison is not null || after is not null);
        return new RunsShown
        {
            Runs = runs,
            Figures = figures,
            Rules = rules,
            After = after,
            Before = isPair ? before : null,
            Sides = isPair ? (first!.Value, second!.Value) : null,
            Title = isPair ? $"{Named(first!.Value, comparison?.Version)} → {Named(second!.Value, null)}" : "",
        };

        string Named(Period period, string? version) => version is not null ? Texts.VersionNamed.With(version) : RunNames.Of(period.Time, runs, view.Clock);
    }

    private static Period Within(View view, Period period) => period with { Environment = view.Environment, Where = view.Period.Where };
}
