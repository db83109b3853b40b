using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Ashiato.Agent.Settings;

/// <summary>Finds what is set where: <c>ELASTIC_APM_*</c> before <c>OTEL_*</c> before configuration.</summary>
/// <param name="variable">Reads a variable of the environment.</param>
/// <param name="configuration">The application's configuration, if it has any.</param>
internal sealed class SettingsReader(Func<string, string?> variable, IConfiguration? configuration)
{
    private readonly List<string> _complaints = [];

    /// <summary>What could not be understood, as sentences.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>A text.</summary>
    /// <param name="name">As in <c>ELASTIC_APM_SERVER_URL</c>, without the beginning. Configuration calls it <c>Ashiato:ServerUrl</c>.</param>
    /// <param name="openTelemetry">The whole name of OpenTelemetry's variable that means the same, if there is one.</param>
    public string? Text(string name, string? openTelemetry = null)
    {
        if (Given("ELASTIC_APM_" + name) is { } elastic) return elastic;
        if (openTelemetry is not null && Given(openTelemetry) is { } standard) return standard;
        string key = KeyOf(name);
        return NotEmpty(configuration?["Ashiato:" + key]) ?? NotEmpty(configuration?["ElasticApm:" + key]);
    }

    /// <summary>A variable of OpenTelemetry that has no counterpart.</summary>
    public string? OpenTelemetry(string name) => Given(name);

    /// <summary>A truth value: <c>true</c>, <c>false</c>, <c>1</c>, <c>0</c>, <c>on</c>, <c>off</c>, <c>yes</c>, <c>no</c>.</summary>
    public bool? Switch(string name) => Parsed<bool>(name, Text(name), Switches.TryParse, "true or false");

    /// <summary>A number.</summary>
    public double? Number(string name, string? openTelemetry = null) => Parsed<double>(name, Text(name, openTelemetry), TryNumber, "a number");

    /// <summary>A duration such as <c>10s</c>, <c>500ms</c> or <c>1m</c>; a bare number is seconds, in OpenTelemetry's variables milliseconds.</summary>
    public TimeSpan? Duration(string name, string? openTelemetry = null)
    {
        if (Text(name) is { } text) return Parsed<TimeSpan>(name, text, Durations.TryParse, "a duration such as 10s");
        return openTelemetry is not null && Given(openTelemetry) is { } millis && double.TryParse(millis, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= 0 and < 1e9
            ? TimeSpan.FromMilliseconds(number) : null;
    }

    /// <summary>A list with commas.</summary>
    public string[]? List(string name) => Text(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Says that a value was not understood and is left out.</summary>
    public void Complain(string sentence) => _complaints.Add(sentence);

    private T? Parsed<T>(string name, string? text, TryParser<T> parse, string wanted)
        where T : struct
    {
        if (text is null) return null;
        if (parse(text, out var value)) return value;
        Complain($"'{text}' is not {wanted}; {name} keeps its default.");
        return null;
    }

    private string? Given(string name) => NotEmpty(variable(name));

    // An empty variable is how shells and manifests say "not set".
    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static string KeyOf(string name) => string.Concat(name.Split('_').Select(word => word[..1] + word[1..].ToLowerInvariant()));

    private delegate bool TryParser<T>(string text, out T value);
}
