using System.Text.Json.Serialization;
using Ashiato.Settings.Agents;
using Ashiato.Settings.Keys;

namespace Ashiato.Settings;

/// <summary>How the records of the kinds are written: camel case, nulls left out, enums by name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(AgentConfiguration))]
[JsonSerializable(typeof(Recording))]
[JsonSerializable(typeof(AgentReport))]
internal sealed partial class SettingsJson : JsonSerializerContext;
