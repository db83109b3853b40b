using System.Globalization;
using System.Text.Json.Nodes;

namespace Ashiato.Search.Tests;

/// <summary>Documents of transactions that differ in everything that can be asked for; the same each time.</summary>
internal static class SampleDocuments
{
    public const int Count = 120;

    private static readonly string[] s_services = ["shop", "search", "Shop*", "mail"];
    private static readonly string[] s_names = ["GET /items", "POST /checkout", "GET /items/{id}", "worker"];
    private static readonly string[] s_messages = ["The quick brown fox", "connection refused by db-1", "quick connection", "日本語検索エンジン", "FOX"];

    public static IReadOnlyList<JsonObject> All { get; } = [.. Enumerable.Range(0, Count).Select(Make)];

    /// <summary>2026-11-22T10:00:00Z and on, 53 s apart.</summary>
    public static DateTimeOffset TimeOf(JsonObject document) => DateTimeOffset.Parse((string)document["@timestamp"]!, CultureInfo.InvariantCulture);

    public static string Id(JsonObject document) => (string)document["transaction"]!["id"]!;

    public static string? Text(JsonObject document, string path) => Find(document, path)?.GetValue<string>();

    public static double? Number(JsonObject document, string path) => Find(document, path) is { } node ? node.GetValue<double>() : null;

    public static bool Has(JsonObject document, string path) => Find(document, path) is not null;

    public static IReadOnlyList<string> Words(JsonObject document) =>
        Text(document, "message") is { } text ? [.. text.ToUpperInvariant().Split([' ', '-'])] : [];

    private static JsonNode? Find(JsonObject document, string path)
    {
        JsonNode? node = document;
        foreach (string step in path.Split('.')) node = (node as JsonObject)?[step];
        return node;
    }

    private static JsonObject Make(int i)
    {
        var moment = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero).AddSeconds(53 * i);
        var document = new JsonObject
        {
            ["@timestamp"] = moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["processor"] = new JsonObject { ["event"] = "transaction" },
            ["service"] = new JsonObject { ["name"] = s_services[i * 7 % 13 % 4] },
            ["transaction"] = new JsonObject
            {
                ["id"] = i.ToString("x16", CultureInfo.InvariantCulture),
                ["name"] = s_names[i * 5 % 11 % 4],
                ["duration"] = new JsonObject { ["us"] = (double)(i * 7_919 % 10_007) },
                ["sampled"] = i % 3 != 0,
            },
            ["trace"] = new JsonObject { ["id"] = (i / 4).ToString("x32", CultureInfo.InvariantCulture) },
        };
        if (i % 3 == 0) document["client"] = new JsonObject { ["ip"] = $"10.0.0.{i % 16}" };
        if (i % 4 != 1) document["message"] = s_messages[i % 5];
        if (i % 5 != 2) document["labels"] = new JsonObject { ["region"] = $"r{i % 6}" };
        if (i % 2 == 0) document["numeric_labels"] = new JsonObject { ["size"] = (i % 9) + 0.5 };
        return document;
    }
}
