using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Bench.Data;
using Ashiato.Bench.Report;

namespace Ashiato.Bench.Pages;

/// <summary>Recorded streams of agents, sent as if they happened at another time.</summary>
internal sealed class Recordings(Uri server) : IDisposable
{
    private const int LinesOfRequest = 4_000;
    private const long LongestMicros = 3_600_000_000, StepMicros = 200_000;

    private static readonly string s_corpus = Path.Combine(Repository.Root, "tests", "corpus");

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server };

    public void Dispose() => _client.Dispose();

    /// <summary>Sends a recorded stream of the intake protocol.</summary>
    /// <param name="file">Below <c>tests/corpus</c>.</param>
    /// <param name="beginMicros">When its first event shall have happened.</param>
    /// <param name="version">What <c>service.version</c> shall say; as recorded without it.</param>
    /// <param name="slower">By how much durations are stretched: an earlier version that was slower.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>How long it lasts, in microseconds.</returns>
    public async Task<long> SendAsync(string file, long beginMicros, string? version, double slower, CancellationToken cancel)
    {
        var lines = Recording.ReadLines(Path.Combine(s_corpus, file)).Select(static line => JsonNode.Parse(line)).OfType<JsonObject>().ToList();
        long first = lines.Select(Timestamp).Where(at => at > 0).Min(), last = lines.Max(Timestamp);
        // Hand-made streams name moments that lie years apart: their events follow one another instead.
        bool isScattered = last - first > LongestMicros;
        int sent = 0;
        string head = "";
        var body = new List<string>();
        foreach (var line in lines)
        {
            var (kind, content) = line.First();
            if (kind == "metadata")
            {
                await SendAsync(head, body, cancel);
                if (content?["service"] is JsonObject service)
                {
                    service["environment"] = "contest";
                    if (version is not null) service["version"] = version;
                }
                head = line.ToJsonString();
                continue;
            }
            if (Timestamp(line) is > 0 and var at) content!["timestamp"] = beginMicros + (isScattered ? StepMicros * sent++ : at - first);
            // Sent twice, a recording is two sets of traces.
            if (version is not null && content?["trace_id"] is JsonValue trace && trace.TryGetValue(out string? id)) content["trace_id"] = string.Concat(version.AsSpan(0, 4), id.AsSpan(4));
            if (content?["duration"] is JsonValue duration && duration.TryGetValue(out double millis)) content["duration"] = millis * slower;
            body.Add(line.ToJsonString());
            if (body.Count == LinesOfRequest) await SendAsync(head, body, cancel);
        }
        await SendAsync(head, body, cancel);
        return isScattered ? StepMicros * sent : last - first;
    }

    /// <summary>Sends lines of a log of a service, spread over a time.</summary>
    public async Task SendLogsAsync(string service, long fromMicros, long lastsMicros, IReadOnlyList<(string Level, string Message)> lines, CancellationToken cancel)
    {
        string head = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["service"] = new JsonObject { ["name"] = service, ["environment"] = "contest", ["agent"] = new JsonObject { ["name"] = "go", ["version"] = "1.15.0" }, ["language"] = new JsonObject { ["name"] = "go" } },
                ["system"] = new JsonObject { ["hostname"] = "isucon-app1" },
            },
        }.ToJsonString();
        var body = lines.Select((line, i) => new JsonObject
        {
            ["log"] = new JsonObject { ["@timestamp"] = fromMicros + (lastsMicros * i / lines.Count), ["log.level"] = line.Level, ["message"] = line.Message },
        }.ToJsonString()).ToList();
        await SendAsync(head, body, cancel);
    }

    private async Task SendAsync(string head, List<string> body, CancellationToken cancel)
    {
        if (body.Count == 0) return;
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($"{head}\n{string.Join('\n', body)}\n"));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await _client.PostAsync(new Uri("/intake/v2/events", UriKind.Relative), content, cancel);
        if (!answer.IsSuccessStatusCode) throw new BenchException($"A recording was refused: {await answer.Content.ReadAsStringAsync(cancel)}");
        body.Clear();
    }

    private static long Timestamp(JsonObject line) =>
        line.First().Value is JsonObject content && content["timestamp"] is JsonValue value && value.TryGetValue(out long micros) ? micros : 0;
}
