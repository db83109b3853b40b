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

    /// <summary>A name such as <c>db.example:5432</c> as the labels of its host, each but the first with the dot before it, and the port with its colon; without a port, the latter is empty.</summary>
    public static (IReadOnlyList<string> Labels, string Port) Parts(string resource)
    {
        int colon = resource.LastIndexOf(':');
        bool hasPort = colon > 0 && colon + 1 < resource.Length && !resource.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9');
        string host = hasPort ? resource[..colon] : resource;
        return ([.. host.Split('.').Select((label, i) => i == 0 ? label : "." + label)], resource[host.Length..]);
    }
}
