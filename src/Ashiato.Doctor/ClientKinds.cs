namespace Ashiato.Doctor;

/// <summary>Tells clients apart by what they call themselves (<c>User-Agent</c>).</summary>
/// <remarks>Agents of all ages: <c>apm-agent-go/2</c> was <c>elasticapm-go/1</c>. Source: elastic/apm, specs/agents/transport.md, "User-Agent"; OpenTelemetry, OTLP exporter, "User Agent".</remarks>
public static class ClientKinds
{
    private static readonly (string Prefix, ClientKind Kind)[] s_prefixes =
    [
        ("apm-agent-go/", ClientKind.Go), ("elasticapm-go", ClientKind.Go),
        ("apm-agent-nodejs/", ClientKind.NodeJs), ("elasticapm-node", ClientKind.NodeJs), ("elastic-apm-node", ClientKind.NodeJs), ("elastic-apm-http-client/", ClientKind.NodeJs),
        ("apm-agent-java/", ClientKind.Java), ("elasticapm-java", ClientKind.Java),
        ("apm-agent-python/", ClientKind.Python), ("elasticapm-python", ClientKind.Python),
        ("apm-agent-ruby/", ClientKind.Ruby), ("elasticapm-ruby", ClientKind.Ruby), ("elastic-apm/", ClientKind.Ruby),
        ("apm-agent-dotnet/", ClientKind.DotNet), ("elasticapm-dotnet", ClientKind.DotNet),
        ("apm-agent-php/", ClientKind.Php), ("elasticapm-php", ClientKind.Php),
        ("otel-otlp-exporter", ClientKind.OpenTelemetry), ("otel otlp exporter", ClientKind.OpenTelemetry), ("opentelemetry", ClientKind.OpenTelemetry), ("grpc-", ClientKind.OpenTelemetry),
        ("mozilla/", ClientKind.Browser),
        ("curl/", ClientKind.Curl),
    ];

    /// <summary>The kind of a client by its user agent.</summary>
    public static ClientKind Of(string? userAgent)
    {
        if (string.IsNullOrEmpty(userAgent)) return ClientKind.Unknown;
        foreach (var (prefix, kind) in s_prefixes)
            if (userAgent.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return kind;
        // A program puts its own name first: "demo OTel-OTLP-Exporter-Go/1.30".
        return userAgent.Contains("otel-otlp-exporter", StringComparison.OrdinalIgnoreCase) || userAgent.Contains("opentelemetry", StringComparison.OrdinalIgnoreCase)
            ? ClientKind.OpenTelemetry : ClientKind.Unknown;
    }

    /// <summary>The kind of a client by the name of the agent in its events (<c>agent.name</c>).</summary>
    public static ClientKind OfAgent(string? name) => name switch
    {
        "go" => ClientKind.Go,
        "nodejs" => ClientKind.NodeJs,
        "java" => ClientKind.Java,
        "python" => ClientKind.Python,
        "ruby" => ClientKind.Ruby,
        "dotnet" => ClientKind.DotNet,
        "php" => ClientKind.Php,
        "rum-js" or "js-base" => ClientKind.Browser,
        _ => ClientKind.Unknown,
    };

    /// <summary>What people call it.</summary>
    public static string NameOf(ClientKind kind) => kind switch
    {
        ClientKind.NodeJs => "Node.js",
        ClientKind.DotNet => ".NET",
        ClientKind.Php => "PHP",
        ClientKind.Curl => "curl",
        _ => kind.ToString(),
    };
}
