using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Ashiato.Model;

namespace Ashiato.Settings.Agents;

/// <summary>What is known about the options that agents take from a server, so that a slip is found before it is sent to all of them.</summary>
/// <remarks>Source: the agents' documentation of their options that are marked as changeable while they run.</remarks>
public static partial class AgentOptions
{
    private const int MaxOptions = 100;
    private const int MaxNameLength = 200;
    private const int MaxValueLength = 4_096;

    private static readonly FrozenDictionary<string, (Func<string, bool> IsRight, Func<string, string, Refused> Refuse)> s_rules = Rules().ToFrozenDictionary();

    /// <summary>The options that are known.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. s_rules.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Looks for a value that its option does not take.</summary>
    /// <returns>What is wrong; <see langword="null"/> when nothing is.</returns>
    public static Refused? Problem(IReadOnlyDictionary<string, string> options)
    {
        if (options.Count > MaxOptions) return new(SettingsRefusal.TooManyOptions, $"There are {options.Count} options; at most {MaxOptions} are kept.");
        foreach (var (name, value) in options)
        {
            if (name.Length is 0 or > MaxNameLength) return new(SettingsRefusal.OptionNameLength, $"The name of an option has {name.Length} characters; write 1 to {MaxNameLength}.");
            if (value is null || value.Length > MaxValueLength) return new(SettingsRefusal.OptionValueLength, $"The value of '{name}' is missing or longer than {MaxValueLength} characters.");
            if (s_rules.TryGetValue(name, out var rule) && !rule.IsRight(value)) return rule.Refuse(name, value);
        }
        return null;
    }

    private static Dictionary<string, (Func<string, bool>, Func<string, string, Refused>)> Rules()
    {
        var rules = new Dictionary<string, (Func<string, bool>, Func<string, string, Refused>)>();
        Add(text => IsNumber(text, 0, 1), (name, value) => new(SettingsRefusal.OptionIsShare, $"'{name}' is '{value}'; it needs a number from 0 to 1, such as 0.1."), EffectiveConfiguration.SampleRate,
            "stress_monitor_gc_stress_threshold", "stress_monitor_gc_relief_threshold", "stress_monitor_cpu_stress_threshold", "stress_monitor_cpu_relief_threshold");
        Add(text => text is "true" or "false", (name, value) => new(SettingsRefusal.OptionIsTrueOrFalse, $"'{name}' is '{value}'; it needs true or false."),
            "recording", "capture_headers", "span_compression_enabled", "use_elastic_traceparent_header", "use_path_as_transaction_name", "dedot_custom_metrics",
            "enable_experimental_instrumentations", "circuit_breaker_enabled", "profiling_inferred_spans_enabled", "send_traces", "send_metrics", "send_logs");
        AddOneOf("capture_body", "off", "errors", "transactions", "all");
        AddOneOf("log_level", "trace", "debug", "info", "warning", "warn", "error", "critical", "fatal", "off");
        AddOneOf("trace_continuation_strategy", "continue", "restart", "restart_external");
        Add(text => IsWhole(text, 0, 32_000), (name, value) => new(SettingsRefusal.OptionIsWholeUpTo, $"'{name}' is '{value}'; it needs a whole number from 0 to {32_000}."), "transaction_max_spans");
        Add(text => IsWhole(text, -1, int.MaxValue), (name, value) => new(SettingsRefusal.OptionIsWhole, $"'{name}' is '{value}'; it needs a whole number from -1."), "stack_trace_limit");
        Add(text => Duration().IsMatch(text), (name, value) => new(SettingsRefusal.OptionIsDuration, $"'{name}' is '{value}'; it needs a time with its unit, such as 500ms, 10s or 1m."),
            "span_frames_min_duration", "span_stack_trace_min_duration", "exit_span_min_duration", "api_request_time", "server_timeout", "metrics_interval",
            "span_compression_exact_match_max_duration", "span_compression_same_kind_max_duration",
            "profiling_inferred_spans_sampling_interval", "profiling_inferred_spans_min_duration");
        Add(text => Size().IsMatch(text), (name, value) => new(SettingsRefusal.OptionIsSize, $"'{name}' is '{value}'; it needs a size with its unit, such as 768kb or 10mb."), "api_request_size");
        return rules;

        void Add(Func<string, bool> isRight, Func<string, string, Refused> refuse, params string[] names)
        {
            foreach (string name in names) rules[name] = (isRight, refuse);
        }

        void AddOneOf(string name, params string[] values) => Add(values.Contains, (_, value) => new(SettingsRefusal.OptionIsOneOf, $"'{name}' is '{value}'; it needs one of {string.Join(", ", values)}."), name);
    }

    private static bool IsNumber(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most;

    private static bool IsWhole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most;

    [GeneratedRegex(@"^-?[0-9]+(us|ms|s|m)?\z")]
    private static partial Regex Duration();

    [GeneratedRegex(@"^[0-9]+(b|kb|mb|gb)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Size();
}
