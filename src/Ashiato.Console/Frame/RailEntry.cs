namespace Ashiato.Console.Frame;

/// <summary>One page of the rail.</summary>
/// <param name="Icon">Which icon, see <see cref="Icons"/>.</param>
/// <param name="Path">Where it leads. It is current while the reader is at or below it.</param>
/// <param name="Text">Its name, in the reader's language.</param>
internal sealed record RailEntry(string Icon, string Path, Func<string> Text)
{
    /// <summary>What people look at, in order.</summary>
    public static IReadOnlyList<RailEntry> Main { get; } =
    [
        new("services", "/services", () => Texts.Services),
        new("traces", "/traces", () => Texts.Traces),
        new("statements", "/statements", () => Texts.Statements),
        new("findings", "/findings", () => Texts.Findings),
        new("runs", "/runs", () => Texts.Runs),
        new("dependencies", "/dependencies", () => Texts.Dependencies),
        new("errors", "/errors", () => Texts.Errors),
        new("map", "/map", () => Texts.ServiceMap),
        new("metrics", "/metrics", () => Texts.Metrics),
        new("logs", "/logs", () => Texts.Logs),
        new("explore", "/explore", () => Texts.Explore),
    ];

    /// <summary>What is needed to set things up.</summary>
    public static IReadOnlyList<RailEntry> Foot { get; } =
    [
        new("routes", "/routes", () => Texts.RouteRules),
        new("doctor", "/doctor", () => Texts.WhyNothingArrives),
        new("setup", "/setup", () => Texts.AddAnApplication),
        new("settings", "/settings", () => Texts.Settings),
    ];

    /// <summary>True when a page belongs to it.</summary>
    public bool Holds(string path) => path == Path || path.StartsWith(Path + "/", StringComparison.Ordinal);
}
