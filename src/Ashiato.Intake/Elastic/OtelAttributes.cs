using System.Collections.Frozen;
using System.Text;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>OpenTelemetry attributes that mean a field of the event. The others become labels.</summary>
internal static class OtelAttributes
{
    private static readonly FrozenDictionary<string, Field>.AlternateLookup<ReadOnlySpan<char>> s_fields = new Dictionary<string, Field>
    {
        ["http.method"] = Fields.HttpRequestMethod,
        ["http.request.method"] = Fields.HttpRequestMethod,
        ["http.status_code"] = Fields.HttpResponseStatusCode,
        ["http.response.status_code"] = Fields.HttpResponseStatusCode,
        ["http.url"] = Fields.UrlOriginal,
        ["url.full"] = Fields.UrlOriginal,
        ["http.user_agent"] = Fields.UserAgentOriginal,
        ["user_agent.original"] = Fields.UserAgentOriginal,
        ["session.id"] = Fields.SessionId,
        ["service.version"] = Fields.ServiceVersion,
        ["network.connection.type"] = Fields.NetworkConnectionType,
        ["network.connection.subtype"] = Fields.NetworkConnectionSubtype,
        ["network.carrier.name"] = Fields.NetworkCarrierName,
        ["network.carrier.mcc"] = Fields.NetworkCarrierMcc,
        ["network.carrier.mnc"] = Fields.NetworkCarrierMnc,
        ["network.carrier.icc"] = Fields.NetworkCarrierIcc,
        ["code.stacktrace"] = Fields.CodeStacktrace,
    }.ToFrozenDictionary().GetAlternateLookup<ReadOnlySpan<char>>();

    public static Field? FieldOf(ReadOnlySpan<byte> attribute)
    {
        Span<char> name = stackalloc char[64];
        if (attribute.Length > name.Length) return null;
        return s_fields.TryGetValue(name[..Encoding.UTF8.GetChars(attribute, name)], out var field) ? field : null;
    }
}
