using System.Text.Json;
using System.Text.Json.Serialization;
using Ashiato.Doctor;
using Ashiato.Storage;

namespace Ashiato.Console.Diagnostics;

/// <summary>How the parts of a bundle are written: for people to read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProcessAbout))]
[JsonSerializable(typeof(IReadOnlyList<SettingLine>))]
[JsonSerializable(typeof(StoreStatus))]
[JsonSerializable(typeof(StoreUsage))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(IReadOnlyList<ServiceLine>))]
[JsonSerializable(typeof(IReadOnlyList<AgentLine>))]
internal sealed partial class DiagnosticsJson : JsonSerializerContext;
