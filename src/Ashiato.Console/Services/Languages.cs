using Ashiato.Query.Services;

namespace Ashiato.Console.Services;

/// <summary>The languages that services are written in, for people.</summary>
internal static class Languages
{
    /// <summary>One or two letters that stand for the language.</summary>
    public static string Badge(ServiceSummary service) => Key(service) switch
    {
        "go" => "go",
        "javascript" or "nodejs" => "js",
        "js-base" or "rum-js" => "web",
        "java" or "kotlin" => "jv",
        "python" => "py",
        "ruby" => "rb",
        "php" => "php",
        "dotnet" or "c#" => "C#",
        { Length: > 0 } other => other.Length <= 2 ? other : other[..2],
        _ => "–",
    };

    /// <summary>The name as its users write it; <see langword="null"/> when it is not known.</summary>
    public static string? Name(ServiceSummary service) => Key(service) switch
    {
        "go" => "Go",
        "javascript" or "nodejs" => "Node.js",
        "js-base" or "rum-js" => "Browser",
        "java" => "Java",
        "python" => "Python",
        "ruby" => "Ruby",
        "php" => "PHP",
        "dotnet" or "c#" => ".NET",
        _ => service.Language ?? service.AgentName,
    };

    // A language says more than an agent: one agent may serve several. In a browser it is the other way round.
    private static string? Key(ServiceSummary service) =>
        (service.AgentName is "js-base" or "rum-js" ? service.AgentName : service.Language ?? service.AgentName)?.ToLowerInvariant();
}
