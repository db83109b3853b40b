namespace Ashiato.Query.Traces.Sharing;

/// <summary>A trace with everything that is known of it: what a file of a trace holds.</summary>
public sealed record TraceFile
{
    /// <summary>What every such file calls itself.</summary>
    public const string FormName = "ashiato.trace";

    /// <summary>The newest form that this program writes and reads.</summary>
    public const int NewestVersion = 1;

    /// <summary><see cref="FormName"/>.</summary>
    public string Form { get; init; } = FormName;

    /// <summary>Version of the form.</summary>
    public int Version { get; init; } = NewestVersion;

    /// <summary>True when secrets and persons were left out.</summary>
    public required bool IsMasked { get; init; }

    /// <summary>The tree.</summary>
    public required Trace Trace { get; init; }

    /// <summary>Logs, marks, links.</summary>
    public required TraceNotes Notes { get; init; }

    /// <summary>Events in full by the id of their row. Of a very long trace not all are kept.</summary>
    public required IReadOnlyDictionary<string, EventDetails> Events { get; init; }
}
