using System.Text;
using Ashiato.Bench.Report;
using Ashiato.Intake.Elastic;
using Ashiato.Intake.OpenTelemetry;

namespace Ashiato.Bench.Fuzz;

/// <summary>Requests that are right, from which those that are nearly right are made.</summary>
internal sealed class FuzzSeeds
{
    private const string Trace =
        """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"telemetry.sdk.language","value":{"stringValue":"java"}},
        {"key":"host.ip","value":{"arrayValue":{"values":[{"stringValue":"10.0.0.1"}]}}},{"key":"process.pid","value":{"intValue":"7"}},{"key":"telemetry.sdk.elastic_export_timestamp","value":{"intValue":"1700000000000000000"}}]},
        "scopeSpans":[{"scope":{"name":"lib","version":"1"},"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"GET /cart","kind":2,"startTimeUnixNano":"1700000000000000000",
        "endTimeUnixNano":"1700000000250000000","traceState":"ot=p:8","attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"url.path","value":{"stringValue":"/cart%20a"}},{"key":"url.query","value":{"stringValue":"a=1"}},
        {"key":"http.response.status_code","value":{"intValue":"503"}},{"key":"net.sock.peer.addr","value":{"stringValue":"10.1.2.3"}},{"key":"server.port","value":{"intValue":"8080"}},{"key":"elastic.profiler_stack_trace_ids","value":{"arrayValue":{"values":[{"stringValue":"a"}]}}}],
        "events":[{"timeUnixNano":"1700000000100000000","name":"exception","attributes":[{"key":"exception.type","value":{"stringValue":"java.lang.IllegalStateException"}},{"key":"exception.message","value":{"stringValue":"no"}},
        {"key":"exception.stacktrace","value":{"stringValue":"java.lang.IllegalStateException: no\n\tat app//shop.Cart.add(Cart.java:7)\n\tat shop.Main.main(Main.java:3)\nCaused by: java.io.IOException: disk\n\tat shop.Disk.read(Disk.java:1)\n\t... 1 more\n"}}]},
        {"timeUnixNano":"1700000000100000000","name":"note","attributes":[{"key":"a","value":{"doubleValue":1.5}}]}],
        "links":[{"traceId":"0af7651916cd43dd8448eb211c80319d","spanId":"b7ad6b7169203339","attributes":[{"key":"is_child","value":{"boolValue":true}}]}],"status":{"code":2}},
        {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203332","parentSpanId":"b7ad6b7169203331","name":"SELECT","kind":3,"startTimeUnixNano":"1700000000010000000","endTimeUnixNano":"1700000000020000000",
        "attributes":[{"key":"db.system","value":{"stringValue":"mysql"}},{"key":"db.statement","value":{"stringValue":"SELECT 1"}},{"key":"peer.address","value":{"stringValue":"10.0.0.2:3306"}}]},
        {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203333","parentSpanId":"b7ad6b7169203331","name":"call","kind":4,"attributes":[{"key":"messaging.system","value":{"stringValue":"kafka"}},
        {"key":"messaging.destination.name","value":{"stringValue":"orders"}},{"key":"http.url","value":{"stringValue":"https://[::1]:443/a?b#c"}}]}]}]}]}
        """;

    private const string Metrics =
        """
        {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeMetrics":[{"metrics":[
        {"name":"orders","sum":{"dataPoints":[{"timeUnixNano":"1700000000000000000","asInt":"3","attributes":[{"key":"data_stream.dataset","value":{"stringValue":"A-b"}}]},{"timeUnixNano":"1","asDouble":"NaN"}]}},
        {"name":"basket","histogram":{"dataPoints":[{"timeUnixNano":"1700000000000000000","count":"3","sum":4.5,"bucketCounts":["1","2"],"explicitBounds":[2]}]}},
        {"name":"latency","exponentialHistogram":{"dataPoints":[{"timeUnixNano":"1700000000000000000","scale":3,"zeroCount":"1","positive":{"offset":-4,"bucketCounts":["1","0","2"]},"negative":{"offset":2,"bucketCounts":["1"]}}]}},
        {"name":"sizes","summary":{"dataPoints":[{"timeUnixNano":"1700000000000000000","count":"2","sum":3}]}}]}]}]}
        """;

    private const string Logs =
        """
        {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{"logRecords":[
        {"timeUnixNano":"1700000000000000000","severityNumber":"SEVERITY_NUMBER_WARN","severityText":"WARN","body":{"kvlistValue":{"values":[{"key":"a","value":{"arrayValue":{"values":[{"intValue":1},{"bytesValue":"AAE="}]}}}]}},
        "traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","attributes":[{"key":"exception.type","value":{"stringValue":"E"}},{"key":"session.id","value":{"stringValue":"s"}}]},
        {"observedTimeUnixNano":"1700000000000000000","eventName":"device.crash","body":{"stringValue":"gone"}}]}]}]}
        """;

    private FuzzSeeds(byte[][] lines, byte[][] metadata, byte[][] pageLines, byte[][] pageMetadata)
    {
        Lines = lines;
        Metadata = metadata;
        PageLines = pageLines;
        PageMetadata = pageMetadata;
    }

    /// <summary>Events of intake v2, each without its line feed.</summary>
    public byte[][] Lines { get; }

    /// <summary>First lines of streams.</summary>
    public byte[][] Metadata { get; }

    /// <summary>Events of pages, in both forms.</summary>
    public byte[][] PageLines { get; }

    /// <summary>First lines of streams of pages.</summary>
    public byte[][] PageMetadata { get; }

    /// <summary>Export requests as JSON, and which path they go to.</summary>
    public static (string Path, byte[] Json)[] Exports { get; } = [("/v1/traces", Bytes(Trace)), ("/v1/metrics", Bytes(Metrics)), ("/v1/logs", Bytes(Logs))];

    /// <summary>The same in protobuf.</summary>
    public static (string Path, byte[] Proto)[] ProtoExports { get; } = [.. Exports.Zip([JsonShapes.Traces, JsonShapes.Metrics, JsonShapes.Logs], ToProto)];

    /// <summary>A source map that maps one place.</summary>
    public static byte[] SourceMap { get; } = Bytes("""{"version":3,"sources":["a.js"],"sourcesContent":["let a\nlet b"],"names":["f"],"mappings":"AAAAA;AACA,IAAIA"}""");

    /// <summary>Reads what the tests send too.</summary>
    /// <exception cref="BenchException">The files are not there.</exception>
    public static FuzzSeeds Read()
    {
        string corpus = Path.Combine(Repository.Root, "tests", "corpus");
        if (!Directory.Exists(corpus)) throw new BenchException($"There are no payloads in {corpus}.");
        byte[][] all = [.. Directory.EnumerateFiles(corpus, "*.ndjson", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(file => File.ReadLines(file).Take(60)).Where(line => line.Length is > 2 and < 5_000).Distinct().Select(Bytes)];
        return new FuzzSeeds(
            [.. all.Where(line => !IsOf(line, "metadata", "m", "x", "e"))], [.. all.Where(line => IsOf(line, "metadata"))],
            [.. all.Where(line => IsOf(line, "x", "e", "transaction", "error", "span"))], [.. all.Where(line => IsOf(line, "m")), .. all.Where(line => IsOf(line, "metadata")).Take(4)]);
    }

    private static bool IsOf(byte[] line, params string[] kinds) => kinds.Contains(Encoding.UTF8.GetString(EventDecoder.TypeOf(line)));

    private static (string Path, byte[] Proto) ToProto((string Path, byte[] Json) export, JsonShape shape)
    {
        var target = new ByteBuffer();
        new JsonTranscoder().Transcode(export.Json, shape, target);
        return (export.Path, target.Written.ToArray());
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
