using System.Net;
using System.Text.Json;

namespace Ashiato.Tests.EndToEnd;

/// <summary>A trace as <c>/api/traces/{traceId}</c> gives it.</summary>
internal sealed class TraceJson(JsonElement root)
{
    /// <summary>Its rows.</summary>
    public IReadOnlyList<TraceRowJson> Rows { get; } =
        [.. root.GetProperty("rows").EnumerateArray().Select(row => new TraceRowJson(row, ServiceOf(root, row)))];

    /// <summary>Asks for a trace.</summary>
    /// <returns><see langword="null"/> when nothing of it is known.</returns>
    public static async Task<TraceJson?> FindAsync(AshiatoProcess console, string traceId, CancellationToken cancel)
    {
        using var answer = await console.Http.GetAsync(new Uri(console.Console!, $"api/traces/{traceId}"), cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        string body = await answer.Content.ReadAsStringAsync(cancel);
        Assert.True(answer.IsSuccessStatusCode, body);
        using var document = JsonDocument.Parse(body);
        return new TraceJson(document.RootElement.Clone());
    }

    private static string ServiceOf(JsonElement trace, JsonElement row) =>
        row.GetProperty("service").GetInt32() is >= 0 and int service ? trace.GetProperty("services")[service].GetProperty("name").GetString()! : "";
}

/// <summary>One row of a trace.</summary>
internal sealed class TraceRowJson(JsonElement row, string service)
{
    public string Service { get; } = service;

    public string Name { get; } = row.GetProperty("name").GetString()!;

    public string Kind { get; } = row.GetProperty("kind").ToString().ToLowerInvariant();

    public int Parent { get; } = row.GetProperty("parent").GetInt32();

    public string? Statement { get; } = row.TryGetProperty("statement", out var statement) ? statement.GetString() : null;

    public string? Url { get; } = row.TryGetProperty("url", out var url) ? url.GetString() : null;
}
