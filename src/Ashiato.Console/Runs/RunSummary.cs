using Ashiato.Query.Calls;
using Ashiato.Query.Findings;
using Ashiato.Query.Runs.Diff;
using Ashiato.Settings.Runs;

namespace Ashiato.Console.Runs;

/// <summary>A run as it is kept or told: what took the time, what can be mended, and what changed.</summary>
/// <param name="Run">The run.</param>
/// <param name="Compared">The run that it stands beside; <see langword="null"/> when it is the only one.</param>
/// <param name="Diff">What is different; of the only run, beside itself, which is nothing.</param>
/// <param name="Statements">What it asked of databases.</param>
/// <param name="Findings">What can be mended; without what is muted.</param>
public sealed record RunSummary(Run Run, Run? Compared, RunDiff Diff, CallRanking Statements, IReadOnlyList<Finding> Findings)
{
    /// <summary>The endpoints of the run, most time spent first.</summary>
    public IEnumerable<EndpointChange> Endpoints => Diff.Endpoints.Where(static one => one.After is not null).OrderByDescending(static one => one.After!.TotalMicros);
}
