using System.Text;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>Valid lines of intake v2; a test adds what it is about.</summary>
internal static class Lines
{
    public const string TraceId = "0123456789abcdef0123456789abcdef";

    public const string Metadata = """{"metadata":{"service":{"name":"shop","environment":"test","agent":{"name":"go","version":"2.0.0"},"language":{"name":"go"}}}}""";

    public static string Transaction(string fields = "", string id = "0000000000000001", string traceId = TraceId) =>
        $$$"""{"transaction":{"id":"{{{id}}}","trace_id":"{{{traceId}}}","type":"request","name":"GET /","duration":10,"span_count":{"started":0}{{{Further(fields)}}}}}""";

    public static string Span(string fields = "", string id = "0000000000000002", string traceId = TraceId) =>
        $$$"""{"span":{"id":"{{{id}}}","trace_id":"{{{traceId}}}","parent_id":"0000000000000001","transaction_id":"0000000000000001","type":"db","name":"SELECT","duration":2,"start":1{{{Further(fields)}}}}}""";

    public static byte[] Body(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', [Metadata, .. lines, ""]));

    private static string Further(string fields) => fields.Length == 0 ? "" : "," + fields;
}
