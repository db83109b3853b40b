using System.Text.Json.Serialization;

namespace Ashiato.Settings.Remote;

/// <summary>What client and endpoints of remote settings send each other.</summary>
/// <remarks>
/// <c>GET</c>, <c>PUT</c> and <c>DELETE</c> of <see cref="DocumentPath"/> with <c>?kind=&amp;key=</c> are about one document: its content is the body, its version
/// the number in <c>ETag</c>, and the version that a <c>PUT</c> expects the number in <c>If-Match</c>. <c>GET</c> of <see cref="ListPath"/> with <c>?kind=</c> gives
/// a JSON list. Errors are a JSON object with an <c>error</c> for people: 404 without a document, 412 for one of another version, 503 when the
/// settings are away.
/// </remarks>
internal static class SettingsWire
{
    public const string DocumentPath = "settings/v1/document";
    public const string ListPath = "settings/v1/documents";
    public const string BinaryType = "application/octet-stream";
}

/// <summary>An answer that is an error.</summary>
internal sealed record SettingsError(string Error);

/// <summary>The wire's JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<SettingsDocument>))]
[JsonSerializable(typeof(SettingsError))]
internal sealed partial class SettingsWireJson : JsonSerializerContext;
