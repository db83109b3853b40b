using System.Text.Json.Nodes;

namespace Ashiato.Bench.Replay;

/// <summary>A payload, where it goes, and what must become of it.</summary>
internal sealed record ReplayPair
{
    public required string Name { get; init; }

    /// <summary>The file with the payload.</summary>
    public required string Input { get; init; }

    /// <summary>The same as JSON, where there is one.</summary>
    public string? InputJson { get; init; }

    /// <summary>Where it is posted.</summary>
    public required string Path { get; init; }

    public required string ContentType { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>False when no credentials are shown.</summary>
    public required bool IsAuthorized { get; init; }

    /// <summary>Fields that may have any value.</summary>
    public required IReadOnlyList<string> Dynamic { get; init; }

    /// <summary>The documents expected, as <c>fields</c> of hits show them.</summary>
    public required IReadOnlyList<JsonObject> Documents { get; init; }

    /// <summary>The answer expected, instead of documents.</summary>
    public JsonObject? Answer { get; init; }

    /// <summary>A source map that must be there first, as the fields of the form by which it is uploaded; its file is the value of <c>sourcemap</c>.</summary>
    public IReadOnlyDictionary<string, string>? SourceMap { get; init; }

    /// <summary>The status expected.</summary>
    public int? Status { get; init; }
}
