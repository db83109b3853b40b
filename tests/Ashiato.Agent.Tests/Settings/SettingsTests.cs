using Ashiato.Agent.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Ashiato.Agent.Tests.Settings;

public sealed class SettingsTests
{
    [Fact]
    public void Code_counts_before_ELASTIC_APM_before_OTEL_before_configuration_before_defaults()
    {
        var variables = new Dictionary<string, string>
        {
            ["ELASTIC_APM_SERVICE_NAME"] = "elastic",
            ["ELASTIC_APM_ENVIRONMENT"] = "staging",
            ["OTEL_SERVICE_NAME"] = "otel",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://otel:4318",
        };
        (string, string)[] configuration = [("Ashiato:ServerUrl", "http://configured:8200"), ("Ashiato:Environment", "configured"), ("ElasticApm:SecretToken", "t"), ("Ashiato:ServiceVersion", "3")];

        var settings = Assemble(new AshiatoOptions { ServiceName = "coded" }, variables, configuration);

        Assert.Equal(("coded", "staging", "http://otel:4318/"), (settings.ServiceName, settings.Environment, settings.Servers.Single().ToString()));
        Assert.Equal(("Bearer t", "3", LogLevel.Warning), (settings.Authorization, settings.ServiceVersion, settings.SendLogs));
        Assert.Equal("elastic", Assemble(new AshiatoOptions(), variables, configuration).ServiceName);
    }

    [Fact]
    public void Elastics_variables_mean_what_they_mean_to_Elastics_agents()
    {
        var settings = Assemble(new AshiatoOptions(), new Dictionary<string, string>
        {
            ["ELASTIC_APM_SERVER_URLS"] = "https://a:8200/,https://b:8200",
            ["ELASTIC_APM_API_KEY"] = "key",
            ["ELASTIC_APM_SECRET_TOKEN"] = "token",
            ["ELASTIC_APM_SERVICE_NODE_NAME"] = "node-1",
            ["ELASTIC_APM_TRANSACTION_SAMPLE_RATE"] = "0.25",
            ["ELASTIC_APM_TRANSACTION_MAX_SPANS"] = "7",
            ["ELASTIC_APM_VERIFY_SERVER_CERT"] = "false",
            ["ELASTIC_APM_SERVER_CA_CERT_FILE"] = "/ca.crt",
            ["ELASTIC_APM_SERVER_TIMEOUT"] = "1500ms",
            ["ELASTIC_APM_LOG_LEVEL"] = "error",
            ["ELASTIC_APM_LOG_FILE"] = "stderr",
            ["ELASTIC_APM_TRANSACTION_IGNORE_URLS"] = "/health*,*.css",
            ["ELASTIC_APM_SANITIZE_FIELD_NAMES"] = "x-*",
            ["ELASTIC_APM_RECORDING"] = "false",
            ["ELASTIC_APM_ENABLED"] = "false",
            ["ELASTIC_APM_GLOBAL_LABELS"] = "team=blue,dc=tokyo",
            ["ELASTIC_APM_DISABLE_METRICS"] = "dotnet.gc.*",
            ["ELASTIC_APM_METRICS_INTERVAL"] = "1m",
            ["ELASTIC_APM_CENTRAL_CONFIG"] = "false",
            ["ELASTIC_APM_COMPRESSION_LEVEL"] = "0",
        });

        Assert.Equal(["https://a:8200/", "https://b:8200/"], settings.Servers.Select(one => one.ToString()));
        Assert.Equal(("ApiKey key", "node-1", 0.25, 7), (settings.Authorization, settings.ServiceNodeName, settings.Recording.SampleRate, settings.Recording.MaxSpans));
        Assert.Equal((false, "/ca.crt", 1.5, LogLevel.Error, "stderr"), (settings.VerifiesServer, settings.AuthorityFile, settings.ServerTimeout.TotalSeconds, settings.OwnLogLevel, settings.OwnLogFile));
        Assert.True(WildcardPattern.AnyMatches(settings.Recording.IgnoredUrls, "/Healthz") && WildcardPattern.AnyMatches(settings.Recording.SanitisedNames, "X-Shop"));
        Assert.Equal((false, false, false, false), (settings.Recording.IsOn, settings.IsEnabled, settings.AsksForConfiguration, settings.Compresses));
        Assert.Equal(["team=blue", "dc=tokyo"], settings.GlobalLabels.Select(label => $"{label.Key}={label.Value}"));
        Assert.Equal(("dotnet.gc.*", 60d), (settings.DisabledMetrics.Single(), settings.MetricsInterval.TotalSeconds));
        Assert.Empty(settings.Complaints);
    }

    [Fact]
    public void OpenTelemetrys_variables_mean_what_they_mean_to_its_SDKs()
    {
        var settings = Assemble(new AshiatoOptions(), new Dictionary<string, string>
        {
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.name=shop,service.version=2,deployment.environment.name=prod,service.instance.id=i-1,team=blue",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "Authorization=Bearer%20t",
            ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio",
            ["OTEL_TRACES_SAMPLER_ARG"] = "0.1",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "250",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "5000",
            ["OTEL_SDK_DISABLED"] = "true",
        });

        Assert.Equal(("shop", "2", "prod", "i-1"), (settings.ServiceName, settings.ServiceVersion, settings.Environment, settings.ServiceNodeName));
        Assert.Equal(("Bearer t", 0.1, 250d, 5d, false), (settings.Authorization, settings.Recording.SampleRate, settings.FlushInterval.TotalMilliseconds, settings.MetricsInterval.TotalSeconds, settings.IsEnabled));
        Assert.Equal("team", Assert.Single(settings.GlobalLabels).Key);
        Assert.Equal(0, Assemble(new AshiatoOptions(), new Dictionary<string, string> { ["OTEL_TRACES_SAMPLER"] = "parentbased_always_off" }).Recording.SampleRate);
        Assert.Equal(0.5, Assemble(new AshiatoOptions(), new Dictionary<string, string> { ["OTEL_TRACES_SAMPLER"] = "always_off", ["ELASTIC_APM_TRANSACTION_SAMPLE_RATE"] = "0.5" }).Recording.SampleRate);
    }

    [Fact]
    public void What_cannot_be_understood_is_named_and_left_out()
    {
        var settings = Assemble(new AshiatoOptions(), new Dictionary<string, string>
        {
            ["ELASTIC_APM_SERVER_URL"] = "localhost:8200",
            ["ELASTIC_APM_TRANSACTION_SAMPLE_RATE"] = "half",
            ["ELASTIC_APM_RECORDING"] = "perhaps",
            ["ELASTIC_APM_FLUSH_INTERVAL"] = "soon",
            ["ELASTIC_APM_LOG_LEVEL"] = "loud",
        });

        Assert.Equal("http://127.0.0.1:8200/", settings.Servers.Single().ToString());
        Assert.Equal((1d, true), (settings.Recording.SampleRate, settings.Recording.IsOn));
        Assert.Equal(5, settings.Complaints.Count);
    }

    [Theory]
    [InlineData("/health*", "/healthz", true)]
    [InlineData("/health*", "/api/healthz", false)]
    [InlineData("*.css", "/a.CSS", true)]
    [InlineData("(?-i)*.css", "/a.CSS", false)]
    [InlineData("/a*b*c", "/axxbxxc", true)]
    [InlineData("/a*b*c", "/axxc", false)]
    [InlineData("a*a", "a", false)]
    public void A_star_stands_for_any_characters(string pattern, string text, bool matches) => Assert.Equal(matches, new WildcardPattern(pattern).Matches(text));

    private static AgentSettings Assemble(AshiatoOptions code, Dictionary<string, string> variables, params (string Key, string Value)[] configuration) => SettingsAssembly.Assemble(
        code, variables.GetValueOrDefault, new ConfigurationBuilder().AddInMemoryCollection(configuration.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build(), host: null);
}
