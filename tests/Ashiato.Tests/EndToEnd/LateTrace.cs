using System.Globalization;
using System.Net;
using System.Text;

namespace Ashiato.Tests.EndToEnd;

/// <summary>A trace whose called service sends before its caller does.</summary>
internal static class LateTrace
{
    public const string TraceId = "1a7e0000000000000000000000001a7e";

    private const string Transaction = "1a7e000000000001";
    private const string Call = "1a7e000000000002";
    private const string Called = "1a7e000000000003";

    // Some seconds ago, so that nothing is still to happen.
    private static readonly long s_began = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 5_000) * 1_000;

    /// <summary>The called service, with its query: their parent is not there yet.</summary>
    public static Task SendFirstAsync(AshiatoProcess ashiato, CancellationToken cancel) => SendAsync(ashiato, "stock", cancel,
        TransactionLine(Called, Call, "GET /stock", 20_000, 60),
        SpanLine("1a7e000000000004", Called, Called, "SELECT FROM stock", "db", 30_000, 20));

    /// <summary>The caller: the request, and its call.</summary>
    public static Task SendParentAsync(AshiatoProcess ashiato, CancellationToken cancel) => SendAsync(ashiato, "shop", cancel,
        TransactionLine(Transaction, null, "GET /shop", 0, 100),
        SpanLine(Call, Transaction, Transaction, "GET stock:8080", "external", 10_000, 80));

    /// <summary>One more service that was called.</summary>
    public static Task SendLastAsync(AshiatoProcess ashiato, CancellationToken cancel) => SendAsync(ashiato, "price", cancel,
        TransactionLine("1a7e000000000005", Transaction, "GET /price", 92_000, 5));

    private static string TransactionLine(string id, string? parent, string name, long afterMicros, int millis) => string.Create(CultureInfo.InvariantCulture,
        $$$$"""{"transaction":{"id":"{{{{id}}}}","trace_id":"{{{{TraceId}}}}",{{{{(parent is null ? "" : $"\"parent_id\":\"{parent}\",")}}}}"name":"{{{{name}}}}","type":"request","result":"HTTP 2xx","timestamp":{{{{s_began + afterMicros}}}},"duration":{{{{millis}}}},"span_count":{"started":1}}}""");

    private static string SpanLine(string id, string transaction, string parent, string name, string type, long afterMicros, int millis) => string.Create(CultureInfo.InvariantCulture,
        $$$$"""{"span":{"id":"{{{{id}}}}","trace_id":"{{{{TraceId}}}}","transaction_id":"{{{{transaction}}}}","parent_id":"{{{{parent}}}}","name":"{{{{name}}}}","type":"{{{{type}}}}","timestamp":{{{{s_began + afterMicros}}}},"duration":{{{{millis}}}}}}""");

    private static async Task SendAsync(AshiatoProcess ashiato, string service, CancellationToken cancel, params string[] lines)
    {
        string metadata = $$$$$"""{"metadata":{"service":{"name":"{{{{{service}}}}}","agent":{"name":"go","version":"2.0.0"}}}}""";
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', [metadata, .. lines, ""]))) { Headers = { ContentType = new("application/x-ndjson") } };
        using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "intake/v2/events"), content, cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(cancel));
    }
}
