using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Ashiato.Tests.EndToEnd;

/// <summary>What a real agent sent for a real application: the recorded stream of <c>tests/corpus</c>, as its request bodies.</summary>
internal static partial class IsucariStream
{
    private static readonly byte[] BodyStart = "{\"metadata\":"u8.ToArray();

    /// <summary>The bodies, each with its own metadata line.</summary>
    public static IEnumerable<byte[]> Bodies()
    {
        var body = new MemoryStream();
        foreach (byte[] line in Lines())
        {
            if (line.AsSpan().StartsWith(BodyStart) && body.Length > 0)
            {
                yield return body.ToArray();
                body.SetLength(0);
            }
            body.Write(line);
            body.WriteByte((byte)'\n');
        }
        yield return body.ToArray();
    }

    /// <summary>The bodies cut to pieces of so many events, each piece with the metadata line of its body.</summary>
    public static IEnumerable<byte[]> Pieces(int events)
    {
        byte[] metadata = [];
        var piece = new MemoryStream();
        int count = 0;
        foreach (byte[] line in Lines())
        {
            bool isMetadata = line.AsSpan().StartsWith(BodyStart);
            if (count > 0 && (isMetadata || count == events))
            {
                yield return piece.ToArray();
                count = 0;
            }
            if (isMetadata)
            {
                metadata = line;
                continue;
            }
            if (count == 0)
            {
                piece.SetLength(0);
                Write(metadata);
            }
            Write(line);
            count++;
        }
        yield return piece.ToArray();

        void Write(byte[] line)
        {
            piece.Write(line);
            piece.WriteByte((byte)'\n');
        }
    }

    /// <summary>The ids of a body's transactions and spans.</summary>
    public static IEnumerable<string> Ids(byte[] body) => EventId().Matches(Encoding.UTF8.GetString(body)).Select(found => found.Groups["id"].Value);

    /// <summary>A body as if it had happened a minute ago.</summary>
    public static byte[] Recent(byte[] body)
    {
        string text = Encoding.UTF8.GetString(body);
        long newest = Timestamp().Matches(text).Max(found => long.Parse(found.Groups["micros"].Value, System.Globalization.CultureInfo.InvariantCulture));
        long shift = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 60_000) * 1_000 - newest;
        return Encoding.UTF8.GetBytes(Timestamp().Replace(text, found =>
            $"\"timestamp\":{long.Parse(found.Groups["micros"].Value, System.Globalization.CultureInfo.InvariantCulture) + shift}"));
    }

    private static IEnumerable<byte[]> Lines()
    {
        string path = Directory.GetFiles(Repository.Path("tests", "corpus", "streams"), "isucari-*.gz").Single();
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var text = new StreamReader(file, Encoding.UTF8);
        while (text.ReadLine() is { } line) yield return Encoding.UTF8.GetBytes(line);
    }

    // The id of an event stands before any id of another event on the same line.
    [GeneratedRegex("^\\{\"(span|transaction)\":\\{(?:[^\\n]*?,)?\"id\":\"(?<id>[0-9a-f]{16})\"", RegexOptions.Multiline)]
    private static partial Regex EventId();

    [GeneratedRegex("\"timestamp\":(?<micros>\\d+)")]
    private static partial Regex Timestamp();
}
