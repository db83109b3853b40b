using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ashiato.Tests.EndToEnd;

/// <summary>Traces that were saved as files, read again: recorded ones and those that the decoders are tested with.</summary>
public sealed partial class SharedTraceTests
{
    /// <summary>So many of each recording: they are of a kind.</summary>
    private const int MostOfEach = 15;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ashiato", false)]
    [InlineData("ashiato", true)]
    [InlineData("otlp", false)]
    [InlineData("otlp", true)]
    public async Task A_trace_that_was_saved_is_the_same_when_it_is_read(string form, bool isMasked)
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--retention-days", "0");
        var traces = new List<string>();
        await BrokenTrace.SendAsync(ashiato, Cancel);
        traces.Add(BrokenTrace.TraceId);
        foreach (string body in Recordings())
        {
            string[] ids = [.. TraceIds().Matches(body).Select(found => found.Groups[1].Value).Distinct()];
            // Two payloads of the corpus may tell of the same trace, and not the same.
            if (ids.Any(traces.Contains)) continue;
            await SendAsync(ashiato, body);
            traces.AddRange(ids.Take(MostOfEach));
        }

        var wrong = new List<string>();
        int held = 0;
        foreach (string trace in traces)
        {
            if (await SavedAsync(ashiato, trace, "ashiato", isMasked) is not { } whole) continue;
            var kept = JsonNode.Parse(whole)!;
            // Of some only an error or a log line is known: there is nothing to draw.
            if (kept["trace"]!["rows"]!.AsArray().Count == 0) continue;
            string saved = form == "ashiato" ? whole : (await SavedAsync(ashiato, trace, form, isMasked))!;
            var read = JsonNode.Parse(await ReadAsync(ashiato, saved))!;
            if (form == "otlp")
            {
                foreach (var file in (JsonNode[])[kept, read]) LeaveOutWhatSpansCannotHold(file);
                foreach (var file in (JsonNode[])[kept, read]) LeaveOutMasked(file["events"]!);
                read["isMasked"] = isMasked;
            }
            if (!JsonNode.DeepEquals(kept, read)) wrong.Add($"{trace}: {Difference(kept, read, "$")}");
            held += kept["trace"]!["rows"]!.AsArray().Count;
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.InRange(held, 100, int.MaxValue);
    }

    /// <summary>As <c>docs/traces.md</c> tells: what belongs to no span of the file, and what comes from elsewhere.</summary>
    private static void LeaveOutWhatSpansCannotHold(JsonNode file)
    {
        var rows = file["trace"]!["rows"]!.AsArray();
        var spans = rows.Where(row => (string?)row!["kind"] != "missing").Select(row => (string)row!["id"]!).ToHashSet();
        var logs = file["notes"]!["logs"]!.AsArray();
        foreach (var log in logs.Where(log => log!["spanId"] is not { } span || !spans.Contains((string)span!)).ToList()) logs.Remove(log);
        var errors = file["trace"]!["errors"]!.AsArray();
        foreach (var error in errors.Where(error => (int)error!["row"]! < 0).ToList()) errors.Remove(error);
        file["notes"]!["linkedFrom"] = new JsonArray();
    }

    /// <summary>One word stands in place of all that is known of a user, and in place of lists.</summary>
    private static void LeaveOutMasked(JsonNode node)
    {
        if (node is JsonObject parent)
        {
            foreach (string name in parent.Where(pair => pair.Value?.ToJsonString() is "\"[masked]\"" or "[\"[masked]\"]").Select(pair => pair.Key).ToList()) parent.Remove(name);
            foreach (var below in parent.Select(pair => pair.Value).OfType<JsonNode>()) LeaveOutMasked(below);
        }
        else if (node is JsonArray list)
        {
            foreach (var below in list.OfType<JsonNode>()) LeaveOutMasked(below);
        }
    }

    private static async Task<string?> SavedAsync(AshiatoProcess ashiato, string trace, string form, bool isMasked)
    {
        using var answer = await ashiato.Http.GetAsync(new Uri(ashiato.Console!, $"api/traces/{trace}/file?form={form}&masked={(isMasked ? "true" : "false")}"), Cancel);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(Cancel) : null;
    }

    private static async Task<string> ReadAsync(AshiatoProcess ashiato, string file)
    {
        using var content = new StringContent(file, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Console!, "api/traces/file"), content, Cancel);
        string body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, body);
        return body;
    }

    private static async Task SendAsync(AshiatoProcess ashiato, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new("application/x-ndjson") } };
        using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "intake/v2/events"), content, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static IEnumerable<string> Recordings()
    {
        foreach (string name in (string[])["errors", "errors_2", "events", "otel-bridge", "span-links", "transactions", "transactions_spans", "unknown-span-type"])
            yield return File.ReadAllText(Repository.Path("tests", "corpus", "intake-v2", "input", $"{name}.ndjson"));
        yield return Encoding.UTF8.GetString(IsucariStream.Bodies().ElementAt(2));
        using var unpacked = new GZipStream(File.OpenRead(Repository.Path("tests", "corpus", "streams", "apm-nodejs-traces-3.29.0.ndjson.gz")), CompressionMode.Decompress);
        using var text = new StreamReader(unpacked, Encoding.UTF8);
        yield return text.ReadToEnd();
    }

    /// <summary>The first place at which two documents differ.</summary>
    private static string Difference(JsonNode? one, JsonNode? other, string path)
    {
        if (one is JsonObject a && other is JsonObject b)
        {
            foreach (string name in a.Select(pair => pair.Key).Union(b.Select(pair => pair.Key)))
                if (!JsonNode.DeepEquals(a[name], b[name])) return Difference(a[name], b[name], $"{path}.{name}");
        }
        if (one is JsonArray x && other is JsonArray y && x.Count == y.Count)
        {
            for (int i = 0; i < x.Count; i++)
                if (!JsonNode.DeepEquals(x[i], y[i])) return Difference(x[i], y[i], $"{path}[{i}]");
        }
        return $"{path} was {Short(one)}, is {Short(other)}";
    }

    private static string Short(JsonNode? node) => (node?.ToJsonString() ?? "nothing") is { Length: > 300 } text ? text[..300] : node?.ToJsonString() ?? "nothing";

    [GeneratedRegex("\"trace_id\":\\s*\"([0-9a-f]+)\"")]
    private static partial Regex TraceIds();
}
