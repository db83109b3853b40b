using System.IO.Compression;

namespace Ashiato.Bench.Data;

/// <summary>A file that has what an agent sent: NDJSON of intake v2, perhaps gzipped.</summary>
internal static class Recording
{
    /// <summary>Its lines, without those that are empty.</summary>
    public static IEnumerable<string> ReadLines(string path)
    {
        using Stream stored = File.OpenRead(path);
        using var plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stored, CompressionMode.Decompress) : stored;
        using var reader = new StreamReader(plain);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0) yield return line;
    }
}
