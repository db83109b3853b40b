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

    /// <summary>A name such as <c>db.example:5432</c> as what stands before its port, and the port with its colon; without a port, the latter is empty.</summary>
    public static (string Host, string Port) Parts(string resource) =>
        resource.LastIndexOf(':') is var colon and > 0 && colon + 1 < resource.Length && !resource.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9')
            ? (resource[..colon], resource[colon..])
            : (resource, "");
}
