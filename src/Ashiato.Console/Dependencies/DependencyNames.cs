using Ashiato.Query.Dependencies;

namespace Ashiato.Console.Dependencies;

/// <summary>What kinds of dependencies are called.</summary>
internal static class DependencyNames
{
    /// <summary>The icon that stands for the kind.</summary>
    public static string Icon(Dependency dependency) => dependency.Type switch
    {
        "db" => "dependencies",
        "cache" => "cache",
        "messaging" => "messages",
        "external" => "globe",
        _ => "right",
    };
}
