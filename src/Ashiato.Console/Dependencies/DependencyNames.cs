using Ashiato.Query.Dependencies;

namespace Ashiato.Console.Dependencies;

/// <summary>What kinds of dependencies are called.</summary>
internal static class DependencyNames
{
    /// <summary>Two letters that stand for the kind.</summary>
    public static string Badge(Dependency dependency) => Badge(dependency.Type, dependency.Subtype);

    /// <summary>Two letters that stand for a kind.</summary>
    public static string Badge(string type, string? subtype) => type switch
    {
        "db" => "db",
        "cache" => "ca",
        "messaging" => "mq",
        "external" => subtype is "grpc" ? "rpc" : "http",
        _ => "→",
    };
}
