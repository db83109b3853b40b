using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ashiato.Agent.Settings;

/// <summary>Puts the settings together: code before <c>ELASTIC_APM_*</c> before <c>OTEL_*</c> before configuration before defaults.</summary>
internal static class SettingsAssembly
{
    /// <summary>Longer texts would not fit into a request beside anything else.</summary>
    private const int MostAttributeLength = 1 << 20;
    private static readonly Uri s_defaultServer = new("http://127.0.0.1:8200");

    /// <summary>Does so. What cannot be understood is left out and named in <see cref="AgentSettings.Complaints"/>.</summary>
    public static AgentSettings Assemble(AshiatoOptions code, Func<string, string?> variable, IConfiguration? configuration, IHostEnvironment? host)
    {
        var read = new SettingsReader(variable, configuration);
        var resource = Pairs(read.OpenTelemetry("OTEL_RESOURCE_ATTRIBUTES"));
        string? service = code.ServiceName ?? read.Text("SERVICE_NAME", "OTEL_SERVICE_NAME") ?? Take(resource, "service.name");
        var settings = new AgentSettings
        {
            IsEnabled = code.Enabled ?? read.Switch("ENABLED") ?? !(read.OpenTelemetry("OTEL_SDK_DISABLED") is { } disabled && Switches.TryParse(disabled, out bool isDisabled) && isDisabled),
            Servers = Servers(code, read),
            Authorization = Authorization(code, read),
            ServiceName = service ?? host?.ApplicationName ?? Assembly.GetEntryAssembly()?.GetName().Name ?? "unknown",
            ServiceVersion = code.ServiceVersion ?? read.Text("SERVICE_VERSION") ?? Take(resource, "service.version") ?? OwnVersion(),
            Environment = code.Environment ?? read.Text("ENVIRONMENT") ?? Take(resource, "deployment.environment.name") ?? Take(resource, "deployment.environment") ?? host?.EnvironmentName,
            ServiceNodeName = code.ServiceNodeName ?? read.Text("SERVICE_NODE_NAME") ?? Take(resource, "service.instance.id"),
            HostName = read.Text("HOSTNAME") ?? Take(resource, "host.name"),
            VerifiesServer = read.Switch("VERIFY_SERVER_CERT") ?? true,
            AuthorityFile = read.Text("SERVER_CA_CERT_FILE") ?? read.Text("SERVER_CERT", "OTEL_EXPORTER_OTLP_CERTIFICATE"),
            CapturesParameters = code.CaptureParameters ?? read.Switch("CAPTURE_PARAMETERS") ?? false,
            SendLogs = code.SendLogs ?? Level(read, "SEND_LOGS") ?? LogLevel.Warning,
            OwnLogLevel = Level(read, "LOG_LEVEL") ?? LogLevel.Information,
            OwnLogFile = read.Text("LOG_FILE"),
            AsksForConfiguration = read.Switch("CENTRAL_CONFIG") ?? true,
            Compresses = read.Number("COMPRESSION_LEVEL") is not 0 && read.OpenTelemetry("OTEL_EXPORTER_OTLP_COMPRESSION") is not "none",
            DisabledMetrics = read.List("DISABLE_METRICS") ?? [],
            Recording = RecordingOf(code, read),
            Sources = [.. code.Sources],
            Meters = [.. code.Meters],
        };
        var metricsInterval = read.Duration("METRICS_INTERVAL", "OTEL_METRIC_EXPORT_INTERVAL") ?? settings.MetricsInterval;
        return settings with
        {
            ServerTimeout = Bounded(read.Duration("SERVER_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT") ?? settings.ServerTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            MaxQueueSize = (int)Math.Clamp(read.Number("MAX_QUEUE_SIZE", "OTEL_BSP_MAX_QUEUE_SIZE") ?? settings.MaxQueueSize, 16, 1_000_000),
            MaxAttributeLength = AttributeLength(read) ?? settings.MaxAttributeLength,
            FlushInterval = Bounded(read.Duration("FLUSH_INTERVAL", "OTEL_BSP_SCHEDULE_DELAY") ?? settings.FlushInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            MetricsInterval = metricsInterval,
            BreaksDown = metricsInterval > TimeSpan.Zero && (read.Switch("BREAKDOWN_METRICS") ?? settings.BreaksDown),
            GlobalLabels = [.. Pairs(read.Text("GLOBAL_LABELS")).Concat(resource).Select(pair => new KeyValuePair<string, object>(pair.Key, pair.Value))],
            Complaints = [.. read.Complaints],
        };
    }

    private static List<Uri> Servers(AshiatoOptions code, SettingsReader read)
    {
        if (code.ServerUrl is { } coded) return [coded];
        string[] texts = read.List("SERVER_URLS") ?? (read.Text("SERVER_URL", "OTEL_EXPORTER_OTLP_ENDPOINT") is { } one ? [one] : []);
        var servers = new List<Uri>();
        foreach (string text in texts)
        {
            if (Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var url) && url.Scheme is "http" or "https") servers.Add(url);
            else read.Complain($"'{text}' is no address of a server and is left out; write it in full, such as https://apm.example.org:8200.");
        }
        return servers.Count > 0 ? servers : [s_defaultServer];
    }

    private static string? Authorization(AshiatoOptions code, SettingsReader read)
    {
        if ((code.ApiKey ?? (code.SecretToken is null ? read.Text("API_KEY") : null)) is { } key) return "ApiKey " + key;
        if ((code.SecretToken ?? read.Text("SECRET_TOKEN")) is { } token) return "Bearer " + token;
        return Take(Pairs(read.OpenTelemetry("OTEL_EXPORTER_OTLP_HEADERS")), "authorization");
    }

    private static Recording RecordingOf(AshiatoOptions code, SettingsReader read)
    {
        var defaults = new Recording();
        string? sampler = read.OpenTelemetry("OTEL_TRACES_SAMPLER");
        bool hasRatio = sampler?.EndsWith("traceidratio", StringComparison.Ordinal) == true;
        double? ratio = read.Number("TRANSACTION_SAMPLE_RATE", hasRatio ? "OTEL_TRACES_SAMPLER_ARG" : null)
            ?? sampler switch { "always_off" or "parentbased_always_off" => 0, "always_on" or "parentbased_always_on" => 1, _ => null };
        return defaults with
        {
            IsOn = read.Switch("RECORDING") ?? defaults.IsOn,
            SampleRate = Math.Clamp(code.SampleRate ?? ratio ?? defaults.SampleRate, 0, 1),
            MaxSpans = (int)Math.Clamp(read.Number("TRANSACTION_MAX_SPANS") ?? defaults.MaxSpans, 0, int.MaxValue),
            CapturesHeaders = read.Switch("CAPTURE_HEADERS") ?? defaults.CapturesHeaders,
            IgnoredUrls = WildcardPattern.All(read.List("TRANSACTION_IGNORE_URLS") ?? []),
            SanitisedNames = WildcardPattern.All(read.List("SANITIZE_FIELD_NAMES") ?? Recording.DefaultSanitisedNames),
        };
    }

    /// <summary>How long texts may be, as OpenTelemetry's variables say it: that for spans before that for all.</summary>
    private static int? AttributeLength(SettingsReader read)
    {
        string? text = read.OpenTelemetry("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT") ?? read.OpenTelemetry("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int most) ? Math.Min(most, MostAttributeLength) : null;
    }

    private static LogLevel? Level(SettingsReader read, string name)
    {
        string? text = read.Text(name);
        switch (text?.ToLowerInvariant())
        {
            case null: return null;
            case "trace": return LogLevel.Trace;
            case "debug": return LogLevel.Debug;
            case "info" or "information": return LogLevel.Information;
            case "warn" or "warning": return LogLevel.Warning;
            case "error": return LogLevel.Error;
            case "critical": return LogLevel.Critical;
            case "off" or "none": return LogLevel.None;
            default:
                read.Complain($"'{text}' is no level of a log; {name} keeps its default.");
                return null;
        }
    }

    /// <summary>Pairs such as <c>a=1,b=2</c>; values may be written as in URLs.</summary>
    private static Dictionary<string, string> Pairs(string? text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string pair in text?.Split(',') ?? [])
            if (pair.IndexOf('=', StringComparison.Ordinal) is var at and > 0) pairs[pair[..at].Trim()] = Uri.UnescapeDataString(pair[(at + 1)..].Trim());
        return pairs;
    }

    private static string? Take(Dictionary<string, string> pairs, string name) => pairs.Remove(name, out string? value) && value.Length > 0 ? value : null;

    private static TimeSpan Bounded(TimeSpan value, TimeSpan least, TimeSpan most) => value < least ? least : value > most ? most : value;

    private static string? OwnVersion()
    {
        string? version = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return version?.Split('+')[0].ToString(CultureInfo.InvariantCulture);
    }
}
