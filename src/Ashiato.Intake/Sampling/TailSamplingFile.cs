using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ashiato.Intake.Sampling;

/// <summary>Reads the file that describes tail-based sampling: <c>docs/sampling.md</c> says what may stand in it.</summary>
public static class TailSamplingFile
{
    private const int MaxPolicies = 64;
    private const int MaxConditions = 64;

    private static readonly string[] s_keys = ["policies", "interval", "ttl", "storage_limit", "disk_usage_threshold", "discard_on_write_failure", "directory"];
    private static readonly string[] s_policyKeys =
        ["sample_rate", "service.name", "service.environment", "trace.name", "trace.outcome", "trace.duration.min", "trace.duration.max", "fields"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="defaultDirectory">Where events wait when the file does not say.</param>
    /// <exception cref="TailSamplingException">The file cannot be read, or says what cannot be.</exception>
    public static TailSamplingOptions Read(string path, string defaultDirectory)
    {
        try
        {
            using var text = File.OpenText(path);
            return Parse(text, path, defaultDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TailSamplingException($"The file '{path}' cannot be read: {e.Message} Name a YAML file that exists, or leave tail-based sampling off.", e);
        }
    }

    /// <summary>Reads what a file holds.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="defaultDirectory">Where events wait when the file does not say.</param>
    /// <exception cref="TailSamplingException">The file says what cannot be.</exception>
    public static TailSamplingOptions Parse(TextReader text, string path, string defaultDirectory)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(text);
        }
        catch (YamlException e)
        {
            throw new TailSamplingException($"{path}, line {e.Start.Line}: this is not YAML: {e.Message.TrimEnd('.')}. See docs/sampling.md for an example.", e);
        }
        if (yaml.Documents.Count == 0) throw new TailSamplingException($"{path} is empty; write at least 'policies: [{{sample_rate: 0.1}}]'.");

        var root = new Section(yaml.Documents[0].RootNode, path, s_keys);
        var policies = root.List("policies").Select(node => PolicyOf(node, path)).ToList();
        if (policies.Count == 0) throw root.Bad("policies", "at least one policy is needed, such as '- sample_rate: 0.1'.");
        if (policies.Count > MaxPolicies) throw root.Bad("policies", $"there can be {MaxPolicies} policies at most.");
        if (policies.Sum(policy => policy.Conditions.Count) > MaxConditions) throw root.Bad("policies", $"there can be {MaxConditions} conditions on fields at most, in all policies together.");
        if (!policies.Exists(policy => policy.MatchesAll))
            throw root.Bad("policies", "one policy must match every trace; add one with nothing but a rate at the end, such as '- sample_rate: 0.1'.");
        double threshold = root.Number("disk_usage_threshold") ?? 0.8;
        if (threshold is not (> 0 and <= 1)) throw root.Bad("disk_usage_threshold", "the share of the disk that may be in use is a number above 0, up to 1.");
        return new TailSamplingOptions
        {
            Policies = policies,
            Interval = root.Duration("interval", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? TimeSpan.FromMinutes(1),
            TimeToLive = root.Duration("ttl", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)) ?? TimeSpan.FromMinutes(30),
            StorageLimitBytes = root.Bytes("storage_limit") ?? 0,
            DiskUsageThreshold = threshold,
            DiscardsOnWriteFailure = root.Claim("discard_on_write_failure") ?? false,
            Directory = root.Text("directory") is { } directory ? Path.GetFullPath(directory) : defaultDirectory,
        };
    }

    private static SamplingPolicy PolicyOf(YamlNode node, string path)
    {
        var policy = new Section(node, path, s_policyKeys);
        double rate = policy.Number("sample_rate") ?? throw policy.Bad("sample_rate", "a policy needs a sample_rate from 0 to 1.");
        if (rate is < 0 or > 1) throw policy.Bad("sample_rate", "a rate is a number from 0 to 1.");
        string? outcome = policy.Criterion("trace.outcome");
        if (outcome is not (null or "success" or "failure" or "unknown")) throw policy.Bad("trace.outcome", "an outcome is success, failure or unknown.");
        return new SamplingPolicy
        {
            SampleRate = rate,
            ServiceName = policy.Criterion("service.name"),
            ServiceEnvironment = policy.Criterion("service.environment"),
            TraceName = policy.Criterion("trace.name"),
            TraceOutcome = outcome,
            MinDuration = policy.Duration("trace.duration.min", TimeSpan.Zero, TimeSpan.FromDays(1)),
            MaxDuration = policy.Duration("trace.duration.max", TimeSpan.Zero, TimeSpan.FromDays(1)),
            Conditions = [.. policy.Members("fields").Select(member => ConditionOf(member.Name, member.Value, path))],
        };
    }

    private static EventCondition ConditionOf(string name, YamlNode value, string path)
    {
        if (value is YamlScalarNode { Value: { Length: > 0 } text }) return new EventCondition(name, text, null, null);
        var range = new Section(value, path, ["min", "max"]);
        double? min = range.Number("min"), max = range.Number("max");
        if (min is null && max is null) throw range.Bad(name, $"'{name}' needs a value, or a range such as {{min: 500}}.");
        return new EventCondition(name, null, min, max);
    }

    /// <summary>One mapping of the file.</summary>
    private sealed class Section
    {
        private readonly Dictionary<string, YamlNode> _values = [];
        private readonly YamlNode _node;
        private readonly string _path;

        public Section(YamlNode node, string path, string[] keys)
        {
            _node = node;
            _path = path;
            if (node is not YamlMappingNode mapping) throw Bad("", $"a mapping was expected, of {string.Join(", ", keys)}.");
            foreach (var (key, value) in mapping.Children)
            {
                string name = (key as YamlScalarNode)?.Value ?? "";
                if (!keys.Contains(name)) throw new TailSamplingException($"{path}, line {key.Start.Line}: there is no '{name}' here; there can be {string.Join(", ", keys)}.");
                _values[name] = value;
            }
        }

        public TailSamplingException Bad(string key, string what) => new($"{_path}, line {(_values.GetValueOrDefault(key) ?? _node).Start.Line}: {what}");

        public string? Text(string key)
        {
            if (!_values.TryGetValue(key, out var node)) return null;
            return node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Bad(key, $"'{key}' needs one plain value.");
        }

        /// <summary>What must be equal; an empty text, as templates leave it, is equal to anything.</summary>
        public string? Criterion(string key) => _values.GetValueOrDefault(key) is YamlScalarNode { Value: null or "" } ? null : Text(key);

        public double? Number(string key)
        {
            if (Text(key) is not { } text) return null;
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                ? number : throw Bad(key, $"'{text}' is no number.");
        }

        public bool? Claim(string key) => Text(key) switch
        {
            null => null,
            "true" => true,
            "false" => false,
            var other => throw Bad(key, $"'{other}' is neither true nor false."),
        };

        public TimeSpan? Duration(string key, TimeSpan least, TimeSpan most)
        {
            if (Text(key) is not { } text) return null;
            string unit = text.TrimStart([.. "0123456789."]);
            double? scale = unit switch { "ms" => 1, "s" => 1_000, "m" => 60_000, "h" => 3_600_000, _ => null };
            bool isNumber = double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
            if (scale is null || !isNumber || number * scale.Value < least.TotalMilliseconds || number * scale.Value > most.TotalMilliseconds)
                throw Bad(key, $"'{text}' is no duration from {least.TotalSeconds} s to {most.TotalHours} h; write one such as 500ms, 30s, 1m or 2h.");
            return TimeSpan.FromMilliseconds(number * scale.Value);
        }

        public long? Bytes(string key)
        {
            if (Text(key) is not { } text) return null;
            string unit = text.TrimStart([.. "0123456789"]);
            long? scale = unit.ToUpperInvariant() switch { "" or "B" => 1, "KB" => 1L << 10, "MB" => 1L << 20, "GB" => 1L << 30, "TB" => 1L << 40, _ => null };
            bool isNumber = long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number);
            if (scale is null || !isNumber || number > long.MaxValue / scale.Value) throw Bad(key, $"'{text}' is no size; write one such as 512MB or 3GB, or 0 for as much as the disk allows.");
            return number * scale.Value;
        }

        public IEnumerable<YamlNode> List(string key)
        {
            if (!_values.TryGetValue(key, out var node)) return [];
            return node is YamlSequenceNode list ? list.Children : throw Bad(key, $"'{key}' needs a list.");
        }

        public IEnumerable<(string Name, YamlNode Value)> Members(string key)
        {
            if (!_values.TryGetValue(key, out var node)) return [];
            return node is YamlMappingNode mapping
                ? mapping.Children.Select(pair => ((pair.Key as YamlScalarNode)?.Value ?? "", pair.Value)) : throw Bad(key, $"'{key}' needs a mapping from names of fields to values.");
        }
    }
}
