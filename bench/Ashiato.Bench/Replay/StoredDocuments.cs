using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Ashiato.Bench.Replay;

/// <summary>The documents that the Search API finds.</summary>
/// <param name="search">A client of it.</param>
internal sealed class StoredDocuments(HttpClient search)
{
    private readonly Dictionary<string, int> _seen = [];

    /// <summary>The fields of the documents that came since the last call. Metrics that the server makes itself are left out.</summary>
    public async Task<List<JsonObject>> NewAsync(CancellationToken cancel)
    {
        var fresh = new List<JsonObject>();
        var found = new Dictionary<string, int>();
        await foreach (var fields in AllAsync(cancel))
        {
            if (fields.ContainsKey("metricset.interval")) continue;
            string key = fields.ToJsonString();
            int count = found[key] = found.GetValueOrDefault(key) + 1;
            if (count > _seen.GetValueOrDefault(key)) fresh.Add(fields);
        }
        foreach (var (key, count) in found) _seen[key] = count;
        return fresh;
    }

    private async IAsyncEnumerable<JsonObject> AllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        JsonNode? after = null;
        while (true)
        {
            var body = new JsonObject { ["size"] = 1_000, ["track_total_hits"] = false, ["_source"] = false, ["fields"] = new JsonArray("*"), ["sort"] = new JsonArray("_doc") };
            if (after is not null) body["search_after"] = after.DeepClone();
            using var answer = await search.PostAsJsonAsync("/_search", body, cancel);
            string text = await answer.Content.ReadAsStringAsync(cancel);
            if (!answer.IsSuccessStatusCode) throw new BenchException($"The Search API answered {(int)answer.StatusCode}: {text}");
            var hits = JsonNode.Parse(text)!["hits"]!["hits"]!.AsArray();
            foreach (var hit in hits) yield return hit!["fields"]!.AsObject();
            if (hits.Count < 1_000) yield break;
            after = hits[^1]!["sort"];
        }
    }
}
