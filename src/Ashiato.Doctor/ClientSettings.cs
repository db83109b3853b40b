using System.Text;

namespace Ashiato.Doctor;

/// <summary>How the settings of one kind of client are written.</summary>
/// <remarks>Source: the configuration pages of Elastic's agents; OpenTelemetry specification, "OpenTelemetry Protocol Exporter".</remarks>
internal static class ClientSettings
{
    /// <summary>The kinds for which there are lines, in the order in which people see them.</summary>
    public static IReadOnlyList<ClientKind> Kinds { get; } =
    [
        ClientKind.Go, ClientKind.NodeJs, ClientKind.Java, ClientKind.Python, ClientKind.Ruby, ClientKind.DotNet, ClientKind.Php,
        ClientKind.OpenTelemetry, ClientKind.Browser, ClientKind.Curl,
    ];

    /// <summary>A setting of Elastic's agents, by its name in lower case.</summary>
    /// <returns><see langword="null"/> for clients without such settings.</returns>
    public static string? Elastic(ClientKind kind, string name, string value) => kind switch
    {
        ClientKind.Java => $"-Delastic.apm.{name}={value}",
        ClientKind.Browser => $"init({{ {CamelCase(name)}: '{value}' }})",
        ClientKind.Go or ClientKind.NodeJs or ClientKind.Python or ClientKind.Ruby or ClientKind.DotNet or ClientKind.Php => $"export ELASTIC_APM_{name.ToUpperInvariant()}={value}",
        _ => null,
    };

    /// <summary>Where the server is.</summary>
    public static string? ServerUrl(ClientKind kind, string url) => kind switch
    {
        ClientKind.OpenTelemetry => $"export OTEL_EXPORTER_OTLP_ENDPOINT={url}",
        ClientKind.Curl => $"curl {url}/",
        _ => Elastic(kind, "server_url", url),
    };

    /// <summary>The secret token.</summary>
    public static string? SecretToken(ClientKind kind, string url) => kind switch
    {
        // Blanks in a header's value must be escaped: OpenTelemetry, "Baggage" encoding.
        ClientKind.OpenTelemetry => "export OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20SECRET_TOKEN",
        ClientKind.Curl => $"curl -H 'Authorization: Bearer SECRET_TOKEN' {url}/",
        // Pages cannot keep a secret.
        ClientKind.Browser => null,
        _ => Elastic(kind, "secret_token", "SECRET_TOKEN"),
    };

    /// <summary>An API key.</summary>
    public static string? ApiKey(ClientKind kind, string url) => kind switch
    {
        ClientKind.OpenTelemetry => "export OTEL_EXPORTER_OTLP_HEADERS=Authorization=ApiKey%20API_KEY",
        ClientKind.Curl => $"curl -H 'Authorization: ApiKey API_KEY' {url}/",
        ClientKind.Browser => null,
        _ => Elastic(kind, "api_key", "API_KEY"),
    };

    /// <summary>The authority to trust, in the file <c>ca.crt</c>.</summary>
    public static string? Authority(ClientKind kind, string url) => kind switch
    {
        ClientKind.OpenTelemetry => "export OTEL_EXPORTER_OTLP_CERTIFICATE=$PWD/ca.crt",
        ClientKind.Curl => $"curl --cacert ca.crt {url}/",
        // These have no such setting; the runtime below them has.
        ClientKind.Java => "keytool -importcert -cacerts -noprompt -storepass changeit -alias ashiato -file ca.crt",
        ClientKind.DotNet or ClientKind.Php => "cp ca.crt /usr/local/share/ca-certificates/ashiato.crt && update-ca-certificates",
        ClientKind.Browser => null,
        _ => Elastic(kind, "server_ca_cert_file", "$PWD/ca.crt"),
    };

    private static string CamelCase(string name)
    {
        var text = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
            if (name[i] != '_') text.Append(i > 0 && name[i - 1] == '_' ? char.ToUpperInvariant(name[i]) : name[i]);
        return text.ToString();
    }
}
