using Ashiato.Query.Routes;

namespace Ashiato.Query.Findings;

/// <summary>Brings findings together that say the same of names which differ only in values, as <c>GET /items/1</c> and <c>GET /items/2</c> do.</summary>
/// <remarks>An agent that names transactions by their raw path would otherwise have one finding a path. A route rule makes one group of them everywhere.</remarks>
internal static class Alike
{
    public static IEnumerable<Finding> Together(IEnumerable<Finding> findings) => findings
        .GroupBy(static finding => (finding.Kind, finding.Service, Route: finding.Transaction is { } name ? RouteSuggestionsQuestion.TemplateOf(name) : null, finding.Call, finding.Instance))
        .Select(static alike => One(alike.Key.Route, [.. alike]));

    private static Finding One(string? route, IReadOnlyList<Finding> alike)
    {
        var most = alike.MaxBy(static finding => finding.CostMicros)!;
        return alike.Count == 1 ? most : most with
        {
            Transaction = route,
            TransactionCount = alike.Count,
            PerRequest = Mean(alike, static finding => finding.PerRequest),
            Share = Mean(alike, static finding => finding.Share),
            CostMicros = alike.Sum(static finding => finding.CostMicros),
            SavingMicros = alike.Sum(static finding => finding.SavingMicros),
        };
    }

    /// <summary>The mean, weighed by cost: what costs more says more.</summary>
    private static double? Mean(IReadOnlyList<Finding> findings, Func<Finding, double?> number)
    {
        double weight = findings.Sum(static finding => finding.CostMicros);
        if (findings[0].CostMicros <= 0 || weight <= 0) return number(findings[0]);
        return findings.All(finding => number(finding) is not null) ? findings.Sum(finding => number(finding)!.Value * finding.CostMicros) / weight : null;
    }
}
