using System.Text.Json.Serialization;
using Ashiato.Settings.Agents;
using Ashiato.Settings.Chats;
using Ashiato.Settings.Findings;
using Ashiato.Settings.Keys;
using Ashiato.Settings.Routes;
using Ashiato.Settings.Runs;
using Ashiato.Settings.SourceMaps;
using Ashiato.Settings.Tokens;
using Ashiato.Settings.Users;
using Ashiato.Settings.Views;

namespace Ashiato.Settings;

/// <summary>How the records of the kinds are written: camel case, nulls left out, enums by name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(AgentConfiguration))]
[JsonSerializable(typeof(Recording))]
[JsonSerializable(typeof(AgentReport))]
[JsonSerializable(typeof(MutedFinding))]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(SavedRunRules))]
[JsonSerializable(typeof(ChatAddress))]
[JsonSerializable(typeof(SourceMapInfo))]
[JsonSerializable(typeof(SavedRouteRules))]
[JsonSerializable(typeof(SavedView))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(SignedOutSession))]
[JsonSerializable(typeof(StoredToken))]
internal sealed partial class SettingsJson : JsonSerializerContext;
