using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>A resource in one version, as discovery tells it.</summary>
internal sealed record ResourceInfo(ResourceType Type, string Singular)
{
    public string[] ShortNames { get; init; } = [];

    public string[] Categories { get; init; } = [];

    /// <summary>True when the status is written by a path of its own.</summary>
    public bool HasStatus { get; init; }

    public ScalePaths? Scale { get; init; }

    /// <summary>Further paths below an object, such as <c>log</c>.</summary>
    public string[] Subresources { get; init; } = [];

    /// <summary>What a CustomResourceDefinition says about this version; <see langword="null"/> for built-in resources.</summary>
    public CustomVersion? Custom { get; init; }

    /// <summary>Where the store keeps the objects; the same for all versions.</summary>
    public string StoreKey => Type.QualifiedName;
}

/// <summary>Where an object keeps what <c>kubectl scale</c> reads and writes.</summary>
internal sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? Selector);
