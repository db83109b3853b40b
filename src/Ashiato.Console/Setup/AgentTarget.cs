namespace Ashiato.Console.Setup;

/// <summary>What an agent must be told: where the server is, and that a token is needed.</summary>
/// <param name="ServerUrl">Where agents send.</param>
/// <param name="NeedsSecretToken">True when they must show a token.</param>
internal sealed record AgentTarget(Uri ServerUrl, bool NeedsSecretToken)
{
    // The token is the operator's to fill in: a page that anyone may open does not show it.
    private const string TokenPlace = "SECRET_TOKEN";

    /// <summary>Lines for a shell.</summary>
    public string Variables => string.Join('\n', Pairs.Select(pair => $"export ELASTIC_APM_{pair.Name.ToUpperInvariant()}={pair.Value}"));

    /// <summary>Lines for a shell that every OpenTelemetry SDK understands, where it speaks OTLP over HTTP.</summary>
    public string OpenTelemetryVariables
    {
        get
        {
            // Blanks in a header's value must be escaped: OpenTelemetry, "Baggage" encoding.
            string token = NeedsSecretToken ? $"\nexport OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20{TokenPlace}" : "";
            return $"export OTEL_EXPORTER_OTLP_ENDPOINT={ServerUrl.ToString().TrimEnd('/')}\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\nexport OTEL_SERVICE_NAME=my-service{token}";
        }
    }

    /// <summary>A command line that starts a Java application with the agent.</summary>
    public string JavaCommand =>
        "java -javaagent:elastic-apm-agent.jar \\\n" + string.Concat(Pairs.Select(pair => $"  -Delastic.apm.{pair.Name}={pair.Value} \\\n")) + "  -jar app.jar";

    private IEnumerable<(string Name, string Value)> Pairs
    {
        get
        {
            yield return ("server_url", ServerUrl.ToString().TrimEnd('/'));
            yield return ("service_name", "my-service");
            if (NeedsSecretToken) yield return ("secret_token", TokenPlace);
        }
    }
}
