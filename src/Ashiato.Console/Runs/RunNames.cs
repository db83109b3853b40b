using Ashiato.Console.Formatting;
using Ashiato.Console.Frame;
using Ashiato.Settings.Runs;
using Ashiato.Storage.Queries;

namespace Ashiato.Console.Runs;

/// <summary>Runs in words and in addresses. In an address a run is its time, so that every page can show it.</summary>
internal static class RunNames
{
    /// <summary>What a run is called.</summary>
    public static string Of(Run run) => Texts.RunNamed.With(run.Number);

    /// <summary>What a range is called: the run that it is, or its times.</summary>
    public static string Of(TimeRange range, IReadOnlyList<Run> runs, ReaderClock clock) =>
        Find(runs, range) is { } run ? Of(run) : Texts.TimeRange.With($"{clock.Date(range.FromMicros)} {clock.Seconds(range.FromMicros)}", clock.Seconds(range.ToMicros));

    /// <summary>The run that a range is; <see langword="null"/> when it is none.</summary>
    public static Run? Find(IReadOnlyList<Run> runs, TimeRange range) =>
        runs.FirstOrDefault(run => run.FromMicros == range.FromMicros && (run.ToMicros is not { } end || end == range.ToMicros));

    /// <summary>The version, the commit and the memo of a run, as far as they are known, and when it was.</summary>
    public static string Details(Run run, ReaderClock clock) =>
        string.Join(" · ", new[] { Of(run), clock.Seconds(run.FromMicros), run.Version, run.Commit, run.Memo, run.Score is { } score ? Texts.ScoreNamed.With(Figures.Number(score)) : null }.Where(static part => !string.IsNullOrEmpty(part)));

    /// <summary>The address of this page that shows a run.</summary>
    public static string Shown(View view, Run run) => view.Here(("from", ReaderClock.Iso(run.FromMicros)), ("to", run.ToMicros is { } to ? ReaderClock.Iso(to) : null), (View.Live, null));

    /// <summary>The address of this page that compares with a run.</summary>
    public static string Compared(View view, Run run) => view.Here((Comparison.Key, Comparison.Range(run.FromMicros, run.EndAt(view.NowMicros))));
}
