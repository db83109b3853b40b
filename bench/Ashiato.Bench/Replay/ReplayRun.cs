using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashiato.Bench.Replay;

/// <summary>Sends payloads and compares what is found then.</summary>
/// <param name="server">A client of the server.</param>
/// <param name="stored">What the Search API finds.</param>
/// <param name="token">What the server asks of agents, or <see langword="null"/>.</param>
/// <param name="prefersJson">True to send OTLP as JSON where there is such a payload.</param>
internal sealed class ReplayRun(HttpClient server, StoredDocuments stored, string? token, bool prefersJson)
{
    // Which machine and version wrote a document; the namespace is the operator's choice.
    private static readonly string[] s_free = ["observer.hostname", "observer.version", "data_stream.namespace"];

    /// <summary>Uploads the source maps that pairs need. Servers look for new ones now and then, so all come before the first event.</summary>
    public async Task UploadSourceMapsAsync(IEnumerable<ReplayPair> pairs, CancellationToken cancel)
    {
        foreach (var map in pairs.Select(static pair => pair.SourceMap).OfType<IReadOnlyDictionary<string, string>>())
        {
            using var form = new MultipartFormDataContent();
            foreach (var (name, value) in map)
            {
                if (name == "sourcemap") form.Add(new ByteArrayContent(await File.ReadAllBytesAsync(value, cancel)), name, Path.GetFileName(value));
                else form.Add(new StringContent(value), name);
            }
            using var request = new HttpRequestMessage(HttpMethod.Post, "/assets/v1/sourcemaps") { Content = form };
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await server.SendAsync(request, cancel);
            if (!answer.IsSuccessStatusCode) throw new BenchException($"The server did not take a source map: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}");
        }
    }

    public async Task<ReplayResult> ReplayAsync(ReplayPair pair, CancellationToken cancel)
    {
        // What came before this pair is not its doing.
        await stored.NewAsync(cancel);
        using var answer = await SendAsync(pair, cancel);
        string text = await answer.Content.ReadAsStringAsync(cancel);
        if (pair.Answer is { } expected) return CompareAnswer(pair, expected, (int)answer.StatusCode, text);
        if (!answer.IsSuccessStatusCode) return new ReplayResult(pair.Documents.Sum(one => Wanted(one, pair).Count), 0, [$"the server answered {(int)answer.StatusCode}: {text.Trim()}"]);
        return CompareDocuments(pair, await stored.NewAsync(cancel));
    }

    private async Task<HttpResponseMessage> SendAsync(ReplayPair pair, CancellationToken cancel)
    {
        bool isJson = prefersJson && pair.InputJson is not null;
        using var request = new HttpRequestMessage(HttpMethod.Post, pair.Path) { Content = new ByteArrayContent(await File.ReadAllBytesAsync(isJson ? pair.InputJson! : pair.Input, cancel)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(isJson ? "application/json" : pair.ContentType);
        foreach (var (name, value) in pair.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (pair.IsAuthorized && token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await server.SendAsync(request, cancel);
    }

    private static ReplayResult CompareAnswer(ReplayPair pair, JsonObject expected, int status, string text)
    {
        var differences = new List<string>();
        if (status != pair.Status) differences.Add($"status: expected {pair.Status}, found {status}");
        string? found = text.StartsWith('{') ? (string?)JsonNode.Parse(text)!["accepted"]?.ToJsonString() : null;
        if (found != expected["accepted"]?.ToJsonString()) differences.Add($"accepted: expected {expected["accepted"]}, found {found ?? text.Trim()}");
        return new ReplayResult(2, 2 - differences.Count, differences);
    }

    /// <summary>The order of documents is not defined: each expected one takes the found one that resembles it most.</summary>
    private static ReplayResult CompareDocuments(ReplayPair pair, List<JsonObject> found)
    {
        var left = found.Select(one => Wanted(one, pair)).ToList();
        var differences = new List<string>();
        int fields = 0, equal = 0;
        foreach (var (document, number) in pair.Documents.Select((document, i) => (Wanted(document, pair), i)))
        {
            // Some expected documents say of a field that it is there, not what it holds.
            foreach (string any in document.Where(static field => field.Value == "dynamic").Select(static field => field.Key).ToList()) document.Remove(any);
            fields += document.Count;
            if (left.Count == 0)
            {
                differences.Add($"document {number}: not found");
                continue;
            }
            var nearest = left.MaxBy(one => document.Count(field => one.GetValueOrDefault(field.Key) == field.Value))!;
            left.Remove(nearest);
            foreach (var (name, value) in document)
            {
                if (nearest.GetValueOrDefault(name) == value) equal++;
                else differences.Add($"document {number}: {name}: expected {value}, found {nearest.GetValueOrDefault(name) ?? "nothing"}");
            }
            foreach (string name in nearest.Keys.Except(document.Keys)) differences.Add($"document {number}: {name}: expected nothing, found {nearest[name]}");
        }
        differences.AddRange(left.Select(static one => $"a document that nobody expected: {string.Join(", ", one.Take(8).Select(static field => $"{field.Key} {field.Value}"))}"));
        return new ReplayResult(fields, equal, differences);
    }

    /// <summary>The fields that are compared, each with its values in a form that is equal when they mean the same.</summary>
    private static SortedDictionary<string, string> Wanted(JsonObject fields, ReplayPair pair)
    {
        var wanted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in fields)
        {
            if (name.EndsWith(".text", StringComparison.Ordinal) || s_free.Contains(name) || pair.Dynamic.Contains(name)) continue;
            wanted[name] = string.Join(", ", (values as JsonArray ?? [values?.DeepClone()]).Select(static value => Canonical(value)));
        }
        return wanted;
    }

    private static string Canonical(JsonNode? node) => node switch
    {
        JsonObject members => "{" + string.Join(",", members.OrderBy(static member => member.Key, StringComparer.Ordinal).Select(static member => $"{member.Key}:{Canonical(member.Value)}")) + "}",
        JsonArray items => "[" + string.Join(",", items.Select(Canonical)) + "]",
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => Math.Round(value.Deserialize<double>(), 6).ToString(CultureInfo.InvariantCulture),
        null => "null",
        _ => Instant(node.ToString()),
    };

    private static string Instant(string text) =>
        text.Length is >= 20 and <= 40 && text[4] == '-' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : text;
}
