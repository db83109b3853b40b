using System.Globalization;
using System.Net;
using System.Text;

namespace Ashiato.Bench.Traces;

/// <summary>One long trace as intake v2: a report of sections, lines and entries in five services, up to ten levels deep. The same count gives the same trace.</summary>
internal static class LongTrace
{
    public const string TraceId = "f3a9c2d47be0415890aa6c1de25b7703";

    private const double TotalMillis = 8_400;
    private const int BodyLines = 10_000;

    private static readonly string[] s_services = ["ledger", "rates", "score", "audit", "session"];

    private static readonly (string Name, string Type, string? Subtype, string? Statement)[] s_steps =
    [
        ("load section", "app", null, null),
        ("GET rates:8080", "external", "http", null),
        ("render", "template", null, null),
        ("SELECT FROM lines", "db", "postgresql", "SELECT * FROM lines WHERE report_id = $1 ORDER BY no"),
        ("SELECT FROM accounts", "db", "postgresql", "SELECT * FROM accounts WHERE id = $1"),
        ("SELECT FROM entries", "db", "postgresql", "SELECT amount, side FROM entries WHERE line_id = $1"),
        ("GET", "db", "redis", null),
    ];

    /// <summary>Request bodies, one service each.</summary>
    /// <param name="spans">How many spans, beside the transaction.</param>
    /// <param name="startMicros">When it began, in microseconds since the Unix epoch.</param>
    public static IEnumerable<byte[]> Bodies(int spans, long startMicros)
    {
        var lines = Lines(spans, startMicros).ToLookup(line => line.Service, line => line.Json);
        foreach (var ofService in lines)
            foreach (string[] part in ofService.Chunk(BodyLines))
                yield return Encoding.UTF8.GetBytes($$$"""{"metadata":{"service":{"name":"{{{s_services[ofService.Key]}}}","version":"1.0","agent":{"name":"go","version":"2.0"}},"system":{"hostname":"{{{s_services[ofService.Key]}}}-1"} } }""" + "\n" + string.Join('\n', part) + "\n");
    }

    /// <summary>Sends one to a server.</summary>
    /// <exception cref="BenchException">The server did not take it.</exception>
    public static async Task SendAsync(Uri server, int spans, DateTimeOffset start, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server };
        foreach (byte[] body in Bodies(spans, start.ToUnixTimeMilliseconds() * 1_000))
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/x-ndjson") } };
            using var answer = await client.PostAsync(new Uri("/intake/v2/events", UriKind.Relative), content, cancel);
            if (answer.StatusCode != HttpStatusCode.Accepted) throw new BenchException($"The trace was not taken: {await answer.Content.ReadAsStringAsync(cancel)}");
        }
    }

    private static IEnumerable<(int Service, string Json)> Lines(int spans, long startMicros)
    {
        var random = new Random(42);
        yield return (0, Transaction(spans, startMicros));
        // Breadth first, so that the whole length fills evenly.
        var ahead = new Queue<(string Parent, double From, double To, int Depth, int Service)>([("0000000000000001", 0, TotalMillis, 0, 0)]);
        int made = 0;
        while (made < spans && ahead.TryDequeue(out var place))
        {
            int children = place.Depth == 0 ? 24 : 3 + random.Next(7);
            double slot = (place.To - place.From) / children;
            for (int i = 0; i < children && made < spans; i++)
            {
                double from = place.From + (slot * (i + (random.NextDouble() * 0.12))), takes = slot * (0.5 + (random.NextDouble() * 0.38));
                bool isLeaf = place.Depth > 1 && random.NextDouble() < 0.42;
                int step = isLeaf ? 3 + random.Next(4) : random.Next(3);
                int service = step == 1 ? 1 + random.Next(4) : place.Service;
                string id = (made + 2).ToString("x16", CultureInfo.InvariantCulture);
                yield return (service, Span(id, place.Parent, startMicros + (long)(from * 1_000), takes, step, isFailed: random.NextDouble() < 0.003));
                made++;
                if (!isLeaf) ahead.Enqueue((id, from + (takes * 0.03), from + (takes * 0.97), place.Depth + 1, service));
            }
        }
    }

    private static string Transaction(int spans, long startMicros) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"transaction":{"id":"0000000000000001","trace_id":"{{{TraceId}}}","name":"GET /report/{id}","type":"request","result":"HTTP 2xx","outcome":"success","sampled":true,"timestamp":{{{startMicros}}},"duration":{{{TotalMillis}}},"span_count":{"started":{{{spans}}},"dropped":0} } }""");

    private static string Span(string id, string parent, long startMicros, double takesMillis, int step, bool isFailed)
    {
        var (name, type, subtype, statement) = s_steps[step];
        string more = subtype is null ? "" : $",\"subtype\":\"{subtype}\"";
        if (statement is not null) more += $",\"action\":\"query\",\"context\":{{\"db\":{{\"statement\":\"{statement}\"}} }}";
        string outcome = isFailed ? "failure" : "success";
        return string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"span":{"id":"{{{id}}}","transaction_id":"0000000000000001","parent_id":"{{{parent}}}","trace_id":"{{{TraceId}}}","name":"{{{name}}}","type":"{{{type}}}","outcome":"{{{outcome}}}","timestamp":{{{startMicros}}},"duration":{{{takesMillis:F3}}} {{{more}}} } }""");
    }
}
