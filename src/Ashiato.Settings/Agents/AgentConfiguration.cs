namespace Ashiato.Settings.Agents;

/// <summary>What agents are told to do, for the services that it is about.</summary>
/// <param name="ServiceName">Which service; <see langword="null"/> for all.</param>
/// <param name="Environment">Of which environment; <see langword="null"/> for all.</param>
/// <param name="AgentName">For which agent it was written, such as <c>nodejs</c>; <see langword="null"/> for any. Browsers get it only when it is theirs.</param>
/// <param name="Settings">Options and their values, all of them texts, such as <c>transaction_sample_rate</c> and <c>0.1</c>.</param>
/// <param name="ChangedAt">When somebody last changed it.</param>
public sealed record AgentConfiguration(
    string? ServiceName, string? Environment, string? AgentName, IReadOnlyDictionary<string, string> Settings, DateTimeOffset ChangedAt)
{
    /// <summary>How it is found in the settings.</summary>
    internal string Key => KeyOf(ServiceName, Environment);

    internal static string KeyOf(string? service, string? environment) => $"{Uri.EscapeDataString(service ?? "")}/{Uri.EscapeDataString(environment ?? "")}";
}
