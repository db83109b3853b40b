using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ashiato.Bench.Data;

/// <summary>A recorded stream of an agent as the requests of many: again and again, each time with ids of its own, its events one after the other in the data set's time.</summary>
/// <param name="path">The recording: NDJSON of intake v2, perhaps gzipped; its first line is the metadata.</param>
/// <param name="options">How many events, from when on, and how close together.</param>
internal sealed partial class RecordedStream(string path, DataSetOptions options)
{
    // About a megabyte with stack traces.
    private const int EventsPerRequest = 500;

    private readonly byte[][] _lines = LinesOf(path);

    [GeneratedRegex("\"(?:id|trace_id|transaction_id|parent_id)\":\"(?<value>[0-9a-f]{16,32})\"|\"timestamp\":(?<time>[0-9]{16})\\b")]
    private static partial Regex Changing { get; }

    /// <summary>The requests, in order of time.</summary>
    public IEnumerable<IntakeRequest> Requests()
    {
        var lines = _lines.Skip(1).Select(static line => (Bytes: line, Places: PlacesIn(line), IsTransaction: line.AsSpan().StartsWith("{\"transaction\""u8))).ToArray();
        string service = Service(_lines[0]);
        var body = new MemoryStream();
        int transactions = 0, count = 0;
        for (long sent = 0; sent < options.EventCount; sent++)
        {
            if (count == 0) Write(body, _lines[0]);
            var (recorded, places, isTransaction) = lines[sent % lines.Length];
            long at = options.StartMicros + (long)(sent / options.EventsPerSecond * 1_000_000);
            Write(body, Changed(recorded, places, (uint)(sent / lines.Length) + (uint)options.Seed, at));
            count++;
            if (isTransaction) transactions++;
            if (count < EventsPerRequest && sent + 1 < options.EventCount) continue;
            yield return new IntakeRequest(service, at, transactions, count, body.ToArray());
            body.SetLength(0);
            (transactions, count) = (0, 0);
        }
    }

    private static byte[][] LinesOf(string path)
    {
        byte[][] lines = [.. Recording.ReadLines(path).Select(Encoding.UTF8.GetBytes)];
        if (lines.Length < 2 || !lines[0].AsSpan().StartsWith("{\"metadata\""u8)) throw new BenchException($"{path} is no recorded stream: metadata and events are expected, a line each.");
        return lines;
    }

    private static string Service(byte[] metadata) =>
        System.Text.Json.Nodes.JsonNode.Parse(metadata)?["metadata"]?["service"]?["name"]?.GetValue<string>() ?? throw new BenchException("The metadata of the recording name no service.");

    /// <summary>Where the line has ids and its time.</summary>
    private static List<(int At, bool IsTime)> PlacesIn(byte[] line)
    {
        // Latin-1, so that places of letters are places of bytes.
        var places = new List<(int, bool)>();
        foreach (Match match in Changing.Matches(Encoding.Latin1.GetString(line)))
            places.Add(match.Groups["time"].Success ? (match.Groups["time"].Index, true) : (match.Groups["value"].Index, false));
        return places;
    }

    /// <summary>The line with another time, and ids of a repetition: in their second eight digits.</summary>
    private static byte[] Changed(byte[] recorded, List<(int At, bool IsTime)> places, uint repetition, long micros)
    {
        byte[] line = [.. recorded];
        foreach (var (at, isTime) in places)
        {
            if (isTime)
            {
                Utf8Formatter.TryFormat(micros, line.AsSpan(at, 16), out _);
                continue;
            }
            var digits = line.AsSpan(at + 8, 8);
            uint scattered = uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture) ^ (repetition * 2_654_435_761);
            Utf8Formatter.TryFormat(scattered, digits, out _, new StandardFormat('x', 8));
        }
        return line;
    }

    private static void Write(MemoryStream body, byte[] line)
    {
        body.Write(line);
        body.WriteByte((byte)'\n');
    }
}
