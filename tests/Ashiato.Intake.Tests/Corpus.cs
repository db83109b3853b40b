using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Ashiato.Intake.Tests;

/// <summary>The recorded payloads and expected results in <c>tests/corpus</c>.</summary>
internal static class Corpus
{
    private static readonly string s_root = Find();

    public static byte[] Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(s_root, path));
        if (!path.EndsWith(".gz", StringComparison.Ordinal)) return bytes;
        using var unpacked = new MemoryStream();
        using var packed = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        packed.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    public static byte[] Input(string name) => Read($"intake-v2/input/{name}.ndjson");

    public static JsonNode Json(string path) => JsonNode.Parse(Read(path))!;

    public static IEnumerable<JsonNode> Entries(string? kind) =>
        Json("manifest.json")["entries"]!.AsArray().Where(entry => (string?)entry!["kind"] == kind).Select(entry => entry!);

    public static JsonNode Entry(string name) => Json("manifest.json")["entries"]!.AsArray().Single(entry => (string?)entry!["name"] == name)!;

    /// <summary>A stream of several bodies, each of which begins with its metadata line.</summary>
    public static List<byte[]> Bodies(string path)
    {
        byte[] stream = Read(path);
        var starts = new List<int>();
        for (int at = 0; at < stream.Length;)
        {
            if (stream.AsSpan(at).StartsWith("{\"metadata\""u8)) starts.Add(at);
            int feed = stream.AsSpan(at).IndexOf((byte)'\n');
            at = feed < 0 ? stream.Length : at + feed + 1;
        }
        return [.. starts.Select((start, i) => stream[start..(i + 1 < starts.Count ? starts[i + 1] : stream.Length)])];
    }

    public static int LineCount(byte[] body) => body.AsSpan().Count((byte)'\n') + (body[^1] == (byte)'\n' ? 0 : 1);

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (Directory.Exists(Path.Combine(directory.FullName, "tests", "corpus"))) return Path.Combine(directory.FullName, "tests", "corpus");
        throw new DirectoryNotFoundException("The tests read tests/corpus; run them inside the repository.");
    }
}
