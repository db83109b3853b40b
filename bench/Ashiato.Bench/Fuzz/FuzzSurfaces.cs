using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Ashiato.Bench.Data;
using Ashiato.Search.Dsl;

namespace Ashiato.Bench.Fuzz;

/// <summary>All that senders can reach, and what is nearly right there.</summary>
internal static class FuzzSurfaces
{
    private const string Collector = "/opentelemetry.proto.collector.";
    private static readonly (string, string) s_token = ("Authorization", "Bearer " + FuzzServers.Token);

    private static readonly string[] s_searchPaths =
        ["/_search", "/traces-apm*,logs-*/_search", "/_count", "/_field_caps", "/_mapping", "/_resolve/index/*", "/_cat/indices", "/_cluster/health", "/_search/scroll", "/traces-apm-default/_pit", "/_pit", "/"];

    private static readonly string[] s_searchQueries =
        ["", "?q=service.name:shop AND NOT a:[1 TO 2}", "?size=5&from=1&sort=@timestamp:desc", "?fields=*&include_unmapped=true", "?format=json&h=index,docs.count", "?scroll=1m", "?keep_alive=1m", "?filter_path=hits.hits._id&rest_total_hits_as_int=true"];

    private static readonly byte[][] s_searches = [.. new[]
    {
        """{"from":1,"size":5,"query":{"bool":{"must":[{"term":{"service.name":"shop"}},{"range":{"@timestamp":{"gte":"now-1d","lt":"now","time_zone":"+01:00"}}}],"should":[{"match":{"message":{"query":"a b","operator":"and"}}}],"minimum_should_match":"50%"}},"sort":[{"@timestamp":{"order":"desc"}},"_doc"],"_source":{"includes":["a*"]},"fields":[{"field":"x","format":"epoch_millis"}]}""",
        """{"size":0,"aggs":{"a":{"terms":{"field":"service.name","size":3,"order":[{"m.95":"desc"}],"include":"s.*","missing":"x"},"aggs":{"m":{"percentiles":{"field":"transaction.duration.us","percents":[95]}},"h":{"top_hits":{"size":1}}}}}}""",
        """{"size":0,"aggs":{"a":{"date_histogram":{"field":"@timestamp","calendar_interval":"month","time_zone":"Europe/Berlin"},"aggs":{"d":{"sum":{"field":"transaction.duration.us"}},"p":{"bucket_script":{"buckets_path":{"d":"d"},"script":"params.d * 2"}}}}}}""",
        """{"size":0,"aggs":{"c":{"composite":{"size":5,"sources":[{"s":{"terms":{"field":"service.name"}}},{"t":{"histogram":{"field":"transaction.duration.us","interval":1000}}}]}},"r":{"range":{"field":"transaction.duration.us","ranges":[{"to":1},{"from":1}]}},"f":{"filters":{"filters":{"a":{"match_all":{}}}}}}}""",
        """{"query":{"query_string":{"query":"a:[1 TO 2} AND b:\"c d\"^2 OR NOT /x.y/ +z*","default_operator":"AND"}},"post_filter":{"simple_query_string":{"query":"a + -(b | \"c\")"}},"search_after":[1795348800000,"x"],"sort":["@timestamp","_doc"]}""",
        """{"query":{"ids":{"values":["000000000000003c"]}},"_source":false,"fields":["*"],"track_total_hits":false}""",
    }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[] s_bulk = Encoding.UTF8.GetBytes(
        "{\"create\":{\"_index\":\"traces-apm-default\"}}\n{\"@timestamp\":\"2026-11-22T12:00:00Z\",\"processor\":{\"event\":\"transaction\"},\"service\":{\"name\":\"shop\"},\"transaction\":{\"id\":\"0000000000000001\",\"duration\":{\"us\":5}},\"labels\":{\"a\":[\"b\",1]}}\n{\"index\":{\"_index\":\"logs-x\",\"_id\":\"1\"}}\n{\"message\":\"m\",\"log\":{\"level\":\"warn\"}}\n");

    private static readonly string[] s_apiPaths =
    [
        "/api/services", "/api/services/shop", "/api/services/shop/transactions", "/api/transactions", "/api/transactions/samples", "/api/traces", "/api/traces/0af7651916cd43dd8448eb211c80319c",
        "/api/traces/0af7651916cd43dd8448eb211c80319c/events/b7ad6b7169203331", "/api/kql/suggestions", "/api/status", "/api/pins", "/api/pins/0af7651916cd43dd8448eb211c80319c", "/api/events", "/api/api-keys", "/api/api-keys/x",
        "/api/agents", "/api/agents/recording", "/api/agent-configurations", "/api/source-maps", "/api/nothing",
    ];

    private static readonly string[] s_apiQueries =
        ["", "?from=now-1d&to=now", "?from=2026-01-01T00:00:00Z&to=1795348800000000&kql=service.name:shop", "?service=shop&type=request&name=GET&limit=5", "?q=service.na&caret=5", "?serviceName=shop&serviceVersion=1&path=/a.js", "?environment=test&cursor=x"];

    private static readonly byte[][] s_apiBodies = [.. new[]
    {
        """{"service":"shop","environment":"test","agentName":"nodejs","settings":{"transaction_sample_rate":"0.5"}}""", """{"name":"k","privileges":["event:write"],"expiresInDays":3}""", """{"isOn":false}""", """{"note":"look at this"}""",
    }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Everything: most requests go to decoders, which take many, and the others through the servers around them.</summary>
    public static async Task<FuzzSurface[]> AllAsync(FuzzServers servers, FuzzSeeds seeds, CancellationToken cancel) =>
    [
        new LineSurface("lines of agents", 1_500, seeds.Metadata, seeds.Lines, isPage: false),
        new LineSurface("lines of pages", 600, seeds.PageMetadata, seeds.PageLines, isPage: true),
        new OtlpSurface("OTLP protobuf", 900, isJson: false),
        new OtlpSurface("OTLP JSON", 300, isJson: true),
        new SearchRequestSurface(250, await FieldCatalog.OfAsync(servers.Store, cancel), s_searches),
        new KqlSurface(servers.Store, 400),
        .. OfServers(servers, seeds),
    ];

    /// <summary>The endpoints.</summary>
    private static FuzzSurface[] OfServers(FuzzServers servers, FuzzSeeds seeds) =>
    [
        new RequestSurface("POST /intake/v2/events", 30, servers.Intake, random => Stream(random, "/intake/v2/events", seeds.Metadata, seeds.Lines, isPage: false)),
        new RequestSurface("POST /intake/v2/rum/events", 8, servers.Intake, random => Stream(random, "/intake/v2/rum/events", seeds.PageMetadata, seeds.PageLines, isPage: true)),
        new RequestSurface("POST /intake/v3/rum/events", 10, servers.Intake, random => Stream(random, "/intake/v3/rum/events", seeds.PageMetadata, seeds.PageLines, isPage: true)),
        new RequestSurface("POST /v1/… protobuf", 14, servers.Intake, random => Export(random, FuzzSeeds.ProtoExports, "application/x-protobuf")),
        new RequestSurface("POST /v1/… JSON", 8, servers.Intake, random => Export(random, FuzzSeeds.Exports, "application/json")),
        new RequestSurface("gRPC", 14, servers.Intake, Call),
        new RequestSurface("/config/v1/…", 10, servers.Intake, Configuration),
        new RequestSurface("/assets/v1/sourcemaps", 5, servers.Intake, SourceMap),
        new RequestSurface("other paths of intake", 5, servers.Intake, Elsewhere),
        new RequestSurface("_search and the like", 4, servers.Search, Search),
        new RequestSurface("_msearch", 1, servers.Search, MultiSearch),
        new RequestSurface("_bulk", 7, servers.Search, random => new FuzzRequest { Method = "POST", Path = "/_bulk", Headers = [("Content-Type", "application/x-ndjson")], Body = Mutator.Mutate(s_bulk, s_searches[0], random) }),
        new RequestSurface("/api/", 4, servers.Api, Api),
    ];

    private static FuzzRequest Stream(Random random, string path, byte[][] metadata, byte[][] lines, bool isPage)
    {
        var body = new MemoryStream();
        byte[] first = Pick(metadata, random);
        body.Write(random.Next(6) == 0 ? Mutator.Mutate(first, Pick(lines, random), random) : first);
        for (int count = random.Next(1, 5); count > 0; count--)
        {
            body.WriteByte((byte)'\n');
            byte[] line = Pick(lines, random);
            body.Write(random.Next(8) == 0 ? line : Mutator.Mutate(line, Pick(lines, random), random));
        }
        return Packed(new FuzzRequest
        {
            Method = random.Next(200) == 0 ? "PUT" : "POST",
            Path = path,
            Query = random.Next(3) == 0 ? "?verbose" : "",
            Headers = [("Content-Type", "application/x-ndjson"), .. isPage ? Page(random) : Agent(random)],
            Body = body.ToArray(),
        }, random);
    }

    private static FuzzRequest Export(Random random, (string Path, byte[] Body)[] exports, string type)
    {
        var (path, body) = Pick(exports, random);
        return Packed(new FuzzRequest { Method = "POST", Path = path, Headers = [("Content-Type", type), s_token], Body = Mutator.Mutate(body, Pick(exports, random).Body, random) }, random);
    }

    private static FuzzRequest Call(Random random)
    {
        int signal = random.Next(3);
        byte[] message = Mutator.Mutate(FuzzSeeds.ProtoExports[signal].Proto, FuzzSeeds.ProtoExports[random.Next(3)].Proto, random);
        bool isPacked = random.Next(6) == 0;
        if (isPacked) message = Gzip.Compress(message);
        byte[] framed = [isPacked ? (byte)1 : (byte)0, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        if (random.Next(8) == 0) framed = Mutator.Mutate(framed, message, random);
        string method = signal switch { 0 => "trace.v1.TraceService", 1 => "metrics.v1.MetricsService", _ => "logs.v1.LogsService" };
        return Leaving(new FuzzRequest
        {
            Method = "POST",
            IsCall = true,
            Path = $"{Collector}{method}/{(random.Next(50) == 0 ? "Import" : "Export")}",
            Headers = [("Content-Type", "application/grpc"), ("grpc-encoding", "gzip"), s_token],
            Body = framed,
        }, random);
    }

    private static FuzzRequest Configuration(Random random)
    {
        string path = random.Next(2) == 0 ? "/config/v1/agents" : "/config/v1/rum/agents";
        if (random.Next(2) == 0) return new FuzzRequest { Method = "GET", Path = path, Query = "?" + Mutator.Mutate("service.name=shop&service.environment=test&ifnonematch=%22a%22", "-", random), Headers = [s_token, ("If-None-Match", "\"x\"")] };
        byte[] body = Mutator.Mutate("""{"service":{"name":"shop","environment":"test"},"etag":"1"}"""u8.ToArray(), s_apiBodies[0], random);
        return new FuzzRequest { Method = "POST", Path = path, Headers = Agent(random), Body = body };
    }

    private static FuzzRequest SourceMap(Random random)
    {
        byte[] map = Mutator.Mutate(FuzzSeeds.SourceMap, s_apiBodies[0], random);
        byte[] form = [.. "--b\r\nContent-Disposition: form-data; name=\"service_name\"\r\n\r\nshop\r\n--b\r\nContent-Disposition: form-data; name=\"service_version\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"bundle_filepath\"\r\n\r\nhttp://a/b.js\r\n--b\r\nContent-Disposition: form-data; name=\"sourcemap\"; filename=\"m\"\r\n\r\n"u8, .. map, .. "\r\n--b--\r\n"u8];
        if (random.Next(3) == 0) form = Mutator.Mutate(form, map, random);
        return Leaving(new FuzzRequest { Method = "POST", Path = "/assets/v1/sourcemaps", Headers = [("Content-Type", "multipart/form-data; boundary=b"), s_token], Body = form }, random);
    }

    private static FuzzRequest Elsewhere(Random random) => new()
    {
        Method = Pick(["GET", "HEAD", "POST", "OPTIONS", "DELETE"], random),
        Path = "/" + Mutator.Mutate("intake/v2/events", "config/v1/agents", random),
        Headers = [("Authorization", Mutator.Mutate(Pick(["Bearer t0ken", "ApiKey YTpi", "Basic YTpi"], random), "ApiKey ", random)), ("Origin", Mutator.Mutate("https://shop.example", "*", random)), .. Page(random)],
        Body = random.Next(2) == 0 ? [] : [1, 2, 3],
    };

    private static FuzzRequest Search(Random random)
    {
        string path = Pick(s_searchPaths, random), query = Pick(s_searchQueries, random);
        return new FuzzRequest
        {
            Method = Pick(["GET", "POST", "POST", "DELETE"], random),
            Path = random.Next(4) == 0 ? "/" + Mutator.Mutate(path[1..], "traces-apm*/", random) : path,
            Query = random.Next(2) == 0 && query.Length > 0 ? "?" + Mutator.Mutate(query[1..], s_searchQueries[1], random) : query,
            Headers = [("Content-Type", "application/json")],
            Body = random.Next(5) == 0 ? [] : Mutator.Mutate(Pick(s_searches, random), Pick(s_searches, random), random),
        };
    }

    private static FuzzRequest MultiSearch(Random random)
    {
        byte[] lines = [.. "{\"index\":\"traces-*\"}\n"u8, .. Pick(s_searches, random), (byte)'\n', .. "{}\n"u8, .. Pick(s_searches, random), (byte)'\n'];
        return new FuzzRequest { Method = "POST", Path = "/_msearch", Headers = [("Content-Type", "application/x-ndjson")], Body = Mutator.Mutate(lines, s_bulk, random) };
    }

    private static FuzzRequest Api(Random random)
    {
        string path = Pick(s_apiPaths, random), query = Pick(s_apiQueries, random), method = Pick(["GET", "GET", "GET", "PUT", "POST", "DELETE"], random);
        return new FuzzRequest
        {
            Method = method,
            Path = random.Next(4) == 0 ? "/api/" + Mutator.Mutate(path[5..], "services/", random) : path,
            Query = random.Next(2) == 0 && query.Length > 0 ? "?" + Mutator.Mutate(query[1..], s_apiQueries[2], random) : query,
            Headers = [("Content-Type", "application/json")],
            Body = method == "GET" ? [] : Mutator.Mutate(Pick(s_apiBodies, random), Pick(s_apiBodies, random), random),
        };
    }

    /// <summary>A few senders compress, and of those some do it wrong.</summary>
    private static FuzzRequest Packed(FuzzRequest request, Random random)
    {
        int form = random.Next(24);
        if (form > 3) return Leaving(request, random);
        byte[] packed = form == 0 ? Zlib(request.Body) : Gzip.Compress(request.Body);
        if (form == 3) packed = Mutator.Mutate(packed, request.Body, random);
        return Leaving(request with { Body = packed, Headers = random.Next(2) == 0 ? request.Headers : [.. request.Headers, ("Content-Encoding", form == 0 ? "deflate" : "gzip")] }, random);
    }

    private static FuzzRequest Leaving(FuzzRequest request, Random random) => random.Next(40) == 0 ? request with { LeavesAfter = random.Next(request.Body.Length + 1) } : request;

    private static byte[] Zlib(byte[] body)
    {
        var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Fastest)) stream.Write(body);
        return packed.ToArray();
    }

    private static (string, string)[] Agent(Random random) =>
        random.Next(20) == 0 ? [] : random.Next(4) == 0 ? [s_token, ("User-Agent", "apm-agent"), ("X-Forwarded-For", Mutator.Mutate("10.1.2.3, 10.0.0.1", "[::1]:80", random))] : [s_token];

    private static (string, string)[] Page(Random random) =>
        [("Origin", "https://shop.example"), ("User-Agent", random.Next(4) == 0 ? Mutator.Mutate("Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.0.0 Safari/537.36", "iPhone", random) : "Mozilla/5.0 Firefox/120.0"), .. random.Next(4) == 0 ? [("Forwarded", Mutator.Mutate("for=\"[2001:db8::1]:4711\";proto=http", ",", random))] : (ReadOnlySpan<(string, string)>)[]];

    private static T Pick<T>(T[] choices, Random random) => choices[random.Next(choices.Length)];
}
