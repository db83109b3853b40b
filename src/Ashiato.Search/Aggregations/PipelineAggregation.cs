using System.Text.Json.Nodes;

namespace Ashiato.Search.Aggregations;

/// <summary>Something made of the results of other aggregations.</summary>
/// <param name="Name">The name.</param>
/// <param name="Paths">The numbers that it looks at.</param>
internal abstract record PipelineAggregation(string Name, IReadOnlyList<string> Paths) : Aggregation(Name)
{
    /// <summary>True when it looks at a result of another aggregation.</summary>
    public bool Needs(string other) => Paths.Any(path => IsOf(path, other));

    /// <summary>True when a path names an aggregation, or leads through it.</summary>
    public static bool IsOf(string path, string name) => path.StartsWith(name, StringComparison.Ordinal) && (path.Length == name.Length || path[name.Length] is '.' or '[' or '>');
}

/// <summary>A result for each of the buckets around it, of numbers in all of them.</summary>
/// <param name="Name">The name.</param>
/// <param name="Paths">The numbers that it looks at.</param>
/// <param name="Apply">Gives each of the buckets its result; <see langword="null"/> for none.</param>
internal sealed record BucketPipeline(string Name, IReadOnlyList<string> Paths, Func<IReadOnlyList<Bucket>, IEnumerable<JsonObject?>> Apply) : PipelineAggregation(Name, Paths);

/// <summary>Which of the buckets around it are shown, and in which order.</summary>
/// <param name="Name">The name.</param>
/// <param name="Paths">The numbers that it looks at.</param>
/// <param name="Choose">Takes all buckets, and gives those that are left.</param>
internal sealed record BucketChoice(string Name, IReadOnlyList<string> Paths, Func<IReadOnlyList<Bucket>, IReadOnlyList<Bucket>> Choose) : PipelineAggregation(Name, Paths);

/// <summary>One result, of the buckets of an aggregation beside it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Sibling">The aggregation beside it.</param>
/// <param name="Apply">Makes the result of its buckets.</param>
internal sealed record SiblingPipeline(string Name, string Sibling, Func<IReadOnlyList<Bucket>, JsonObject> Apply) : PipelineAggregation(Name, [Sibling]);
