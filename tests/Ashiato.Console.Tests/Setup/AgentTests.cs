using Ashiato.Console.Setup;

namespace Ashiato.Console.Tests.Setup;

public sealed class AgentTests
{
    private static readonly AgentTarget Open = new(new Uri("http://10.0.0.5:8200"), NeedsSecretToken: false);

    [Fact]
    public void Every_language_of_the_list_is_there() =>
        Assert.Equal(["Go", "Node.js", "Java", "Python", "Ruby", ".NET", "OpenTelemetry"], Agent.All.Select(agent => agent.Name));

    [Fact]
    public void Every_language_is_told_the_real_address() =>
        Assert.All(Agent.All, agent => Assert.Contains("http://10.0.0.5:8200", agent.Settings(Open), StringComparison.Ordinal));

    [Fact]
    public void A_token_is_asked_for_only_when_the_server_does()
    {
        Assert.All(Agent.All, agent => Assert.DoesNotContain("TOKEN", agent.Settings(Open), StringComparison.Ordinal));
        Assert.All(Agent.All, agent => Assert.Contains("SECRET_TOKEN", agent.Settings(Open with { NeedsSecretToken = true }), StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_for_a_shell_are_exports() => Assert.Equal(
        "export ELASTIC_APM_SERVER_URL=http://10.0.0.5:8200\nexport ELASTIC_APM_SERVICE_NAME=my-service", Open.Variables);

    [Fact]
    public void Java_gets_a_whole_command() => Assert.Equal(
        "java -javaagent:elastic-apm-agent.jar \\\n  -Delastic.apm.server_url=http://10.0.0.5:8200 \\\n  -Delastic.apm.service_name=my-service \\\n  -jar app.jar",
        Open.JavaCommand);

    [Fact]
    public void OpenTelemetry_gets_the_variables_of_its_own_SDKs() => Assert.Equal(
        "export OTEL_EXPORTER_OTLP_ENDPOINT=http://10.0.0.5:8200\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\nexport OTEL_SERVICE_NAME=my-service"
        + "\nexport OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20SECRET_TOKEN",
        (Open with { NeedsSecretToken = true }).OpenTelemetryVariables);
}
