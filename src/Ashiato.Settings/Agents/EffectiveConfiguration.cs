using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ashiato.Settings.Agents;

/// <summary>What the agents of one service and environment are told.</summary>
/// <param name="Settings">Options and their values, by name.</param>
/// <param name="Tag">What agents show to say that they have it: <see cref="Nothing"/>'s is <c>-</c>, others' are 32 hex digits.</param>
/// <param name="AgentName">For which agent it was written; <see langword="null"/> for any.</param>
public sealed record EffectiveConfiguration(IReadOnlyDictionary<string, string> Settings, string Tag, string? AgentName)
{
    /// <summary>The option that says which share of transactions is recorded.</summary>
    public const string SampleRate = "transaction_sample_rate";

    /// <summary>There is nothing to tell.</summary>
    public static EffectiveConfiguration Nothing { get; } = new(new Dictionary<string, string>(), "-", null);

    /// <summary>What agents are told of a configuration while recording is on or off.</summary>
    internal static EffectiveConfiguration Of(AgentConfiguration? configuration, Recording? recording)
    {
        if (configuration is null && recording is null) return Nothing;
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in configuration?.Settings ?? new Dictionary<string, string>()) settings[name] = value;
        if (recording is { IsOn: false }) settings[SampleRate] = "0";
        else if (recording is not null) settings.TryAdd(SampleRate, recording.Rate.ToString(CultureInfo.InvariantCulture));
        return new EffectiveConfiguration(settings, TagOf(configuration?.Key, settings), configuration?.AgentName);
    }

    /// <summary>What of it browsers are told, to which everyone has access.</summary>
    /// <param name="agents">What the names of browsers' agents begin with.</param>
    public EffectiveConfiguration ForBrowsers(IReadOnlyList<string> agents)
    {
        bool isTheirs = string.IsNullOrEmpty(AgentName) || agents.Count == 0 || agents.Any(agent => AgentName.StartsWith(agent, StringComparison.Ordinal));
        if (!isTheirs) return Nothing;
        return this with { Settings = Settings.Where(setting => setting.Key == SampleRate).ToDictionary() };
    }

    private static string TagOf(string? key, SortedDictionary<string, string> settings)
    {
        var text = new StringBuilder(key).Append('\n');
        foreach (var (name, value) in settings) text.Append(name.Length).Append(':').Append(name).Append('=').Append(value.Length).Append(':').Append(value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
