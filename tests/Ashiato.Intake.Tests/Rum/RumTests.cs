using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Settings.SourceMaps;

namespace Ashiato.Intake.Tests.Rum;

/// <summary>What pages in browsers send, and what they may.</summary>
public sealed class RumTests
{
    private const string V2 = "/intake/v2/rum/events", V3 = "/intake/v3/rum/events", Configuration = "/config/v1/rum/agents?service.name=shop";
    private const string Page = "https://shop.example.org";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Documents => [.. Corpus.Entries("rum").Select(entry => (string)entry["name"]!)];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_payload_becomes_the_expected_documents(string name)
    {
        var entry = Corpus.Entry(name);
        string[] dynamic = [.. entry["dynamic"]!.AsArray().Select(field => (string)field!), "observer.hostname", "observer.version"];
        await using var server = await StartAsync();
        if (entry["sourcemap"] is { } map)
            await new SourceMapStore(server.Settings, TimeProvider.System).PutAsync((string)map["service"]!, (string)map["version"]!, (string)map["bundle"]!, Corpus.Read((string)map["path"]!), Cancel);

        using var answer = await SendAsync(server, (string)entry["path"]!, Corpus.Read((string)entry["input"]!),
            [.. entry["headers"]?.AsObject().Select(header => (header.Key, (string)header.Value!)) ?? [], ("User-Agent", "test")]);

        Assert.Equal(202, (int)answer.StatusCode);
        var golden = Corpus.Json((string)entry["golden"]![0]!);
        var expected = (golden as JsonArray ?? golden["events"]!.AsArray()).Select(hit => SearchHit.Expected(hit!["fields"] ?? hit, dynamic)).ToList();
        var stored = server.Stored.Where(row => (string?)entry["only"] is not { } kind || row.Text(Fields.ProcessorEvent) == kind).Select(SearchHit.Of).ToList();
        Assert.Equal(expected.Count, stored.Count);
        foreach (var wanted in expected)
        {
            var nearest = stored.MinBy(found => SearchHit.Differences(wanted, found, dynamic).Count())!;
            stored.Remove(nearest);
            Assert.Empty(SearchHit.Differences(wanted, nearest, dynamic));
        }
    }

    [Fact]
    public async Task A_transaction_of_v3_brings_its_spans_and_breakdowns()
    {
        await using var server = await StartAsync();

        using var answer = await SendAsync(server, V3 + "?verbose", $$"""
            {{ShortMetadata}}
            {"x":{"me":[{"sa":{"ysc":{"v":2},"yss":{"v":1500.7} },"y":{"t":"app"} },{"sa":{"ysc":{"v":1} } }],
             "y":[{"id":"s1","n":"GET /api","t":"external","su":"http","s":10,"d":5.5,"c":{"h":{"sc":404,"mt":"GET","url":"/api"},"dt":{"se":{"n":"","rc":"api:443","t":""} } } },
                  {"id":"s2","n":"inner","t":"hard-navigation.browser","pi":2,"s":20,"d":1,"sr":0.5},{"id":"s3","n":"outer","t":"app","pi":7,"s":0,"d":9,"sy":true}],
             "id":"t1","tid":"0af7651916cd43dd8448eb211c80319c","n":"/","t":"page-load","d":643.2,"rt":"ok","sr":0.1,
             "yc":{"sd":3,"dd":1},"k":{"a":{"fb":12.5,"di":30,"mine":1},"nt":{"fs":0,"ee":600},"own":{"a":2} },"exp":{"cls":1,"lt":{"count":3,"sum":2.5,"max":1} },
             "c":{"p":{"url":"https://shop.example.org/cart?id=1#top","rf":"https://example.org/"},"g":{"plan.name":"free","size":2},"cu":{"a.b":1},"u":{"id":7,"em":"a@example.org"} } } }
            """.Replace("\n ", "", StringComparison.Ordinal));

        Assert.Equal("{\"accepted\":5}\n", await answer.Content.ReadAsStringAsync(Cancel));
        var rows = server.Stored.Select(SearchHit.Of).ToList();
        var transaction = rows[0];
        Assert.Equal("apm.rum /cart id=1 top free 2 7",
            $"{Text(transaction, "data_stream.dataset")} {Text(transaction, "url.path")} {Text(transaction, "url.query")} {Text(transaction, "url.fragment")} {Text(transaction, "labels.plan_name")} {Text(transaction, "numeric_labels.size")} {Text(transaction, "user.id")}");
        Assert.Equal("12.5 30 1 600 2", string.Join(' ', new[] { "agent.timeToFirstByte", "agent.domInteractive", "agent.mine", "navigationTiming.loadEventEnd", "own.a" }.Select(mark => Text(transaction, "transaction.marks." + mark))));
        Assert.Equal("643200 10 3 1 true 3", $"{Text(transaction, "transaction.duration.us")} {Text(transaction, "transaction.representative_count")} {Text(transaction, "transaction.span_count.started")} {Text(transaction, "transaction.span_count.dropped")} {Text(transaction, "transaction.sampled")} {Text(transaction, "transaction.experience.longtask.count")}");
        Assert.Equal("-", Text(transaction, "span.id"));
        Assert.Equal(
            [
                "s1 t1 t1 external http failure 5500 - 404 api:443",
                "s2 s3 t1 hard-navigation browser unknown 1000 2 - -",
                "s3 t1 t1 app - unknown 9000 - - -",
            ],
            rows.Skip(1).Take(3).Select(span => string.Join(' ', new[]
            {
                "span.id", "parent.id", "transaction.id", "span.type", "span.subtype", "event.outcome", "span.duration.us", "span.representative_count",
                "http.response.status_code", "span.destination.service.resource",
            }.Select(field => Text(span, field)))));
        Assert.All(rows.Take(4), row => Assert.Equal("0af7651916cd43dd8448eb211c80319c", Text(row, "trace.id")));
        Assert.Equal("2 1500 / page-load app - apm.internal metric", string.Join(' ', new[]
        {
            "span.self_time.count", "span.self_time.sum.us", "transaction.name", "transaction.type", "span.type", "metricset.name", "data_stream.dataset", "processor.event",
        }.Select(field => Text(rows[4], field))));
        long arrival = server.Stored[0].Int64(Fields.Timestamp)!.Value;
        Assert.Equal([arrival + 10_000, arrival + 20_000, arrival], server.Stored.Skip(1).Take(3).Select(row => row.Int64(Fields.Timestamp)!.Value));
    }

    [Theory]
    [InlineData("""{"y":[{"id":"s1","n":"a","t":"app","s":0,"d":1},{"id":"s2","t":"app","s":0,"d":1}],"id":"t1","tid":"1","t":"a","d":1,"yc":{"sd":1}}""", "validation error: x: y: 'n' required")]
    [InlineData("""{"y":[{"id":"s1","n":"a","t":"app","s":0,"d":1},{}],"id":"t1","tid":"1","t":"a","d":1,"yc":{"sd":1}}""", "validation error: x: y: slice element required")]
    [InlineData("""{"y":[7],"id":"t1","tid":"1","t":"a","d":1,"yc":{"sd":1}}""", "decode error: data read error: ")]
    [InlineData("""{"me":[{"y":{"t":"app"}}],"id":"t1","tid":"1","t":"a","d":1,"yc":{"sd":1}}""", "validation error: x: me: 'sa' required")]
    [InlineData("""{"id":"t1","tid":"1","t":"a","d":1}""", "validation error: x: 'yc' required")]
    [InlineData("""{"y":[{"id":"s1","n":"a","t":"app","s":0,"d":1,"st":[{"fn":"x"}]}],"id":"t1","tid":"1","t":"a","d":1,"yc":{"sd":1}}""", "validation error: x: y: st: 'f' required")]
    public async Task When_a_part_of_a_transaction_is_wrong_nothing_of_it_is_kept(string transaction, string error)
    {
        await using var server = await StartAsync();

        using var answer = await SendAsync(server, V3, $$"""
            {{ShortMetadata}}
            {"x":{{transaction}} }
            {"e":{"id":"e1","log":{"mg":"kept"} } }
            """);

        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((400, 1), ((int)answer.StatusCode, (int)body["accepted"]!));
        Assert.StartsWith(error, (string)body["errors"]![0]!["message"]!, StringComparison.Ordinal);
        Assert.Equal("kept", Assert.Single(server.Stored).Text(Fields.Message));
    }

    [Theory]
    [InlineData("""{"mg":"a","st":[{"fn":"x"}]}""", "validation error: e: ex: st: 'f' required")]
    [InlineData("""{"mg":"a","cd":1.5}""", "validation error: e: ex: 'cd': validation rule 'inputTypes(string;int)' violated")]
    [InlineData("""{"mg":"a","ca":[{"cd":1}]}""", "validation error: e: ex: ca: requires at least one of the fields 'mg;t'")]
    [InlineData("""{"mg":"a","ca":[{}]}""", "validation error: e: ex: ca slice element required")]
    public async Task What_is_wrong_with_an_exception_is_told_in_the_words_of_v3(string exception, string error)
    {
        await using var server = await StartAsync();

        using var answer = await SendAsync(server, V3, $$"""
            {{ShortMetadata}}
            {"e":{"id":"e1","ex":{{exception}} } }
            """);

        Assert.Equal(error, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["errors"]![0]!["message"]!);
    }

    [Fact]
    public async Task The_id_of_a_session_may_be_of_any_length()
    {
        await using var server = await StartAsync();
        string id = new('s', 1_025);

        using var answer = await SendAsync(server, V3, $$"""
            {{ShortMetadata}}
            {"x":{"id":"t1","tid":"1","t":"a","d":1,"yc":{"sd":0},"ses":{"id":"{{id}}","seq":1} } }
            """);

        Assert.Equal(202, (int)answer.StatusCode);
        Assert.Equal(id, Assert.Single(server.Stored).Text(Fields.SessionId));
    }

    [Theory]
    [InlineData("{}", "7 a@b.c")]
    [InlineData("""{"id":null}""", "7 a@b.c")]
    [InlineData("""{"id":""}""", " ")]
    [InlineData("""{"un":"other"}""", " ")]
    public async Task Whatever_an_event_says_of_its_user_takes_the_place_of_all_that_the_page_said(string user, string expected)
    {
        await using var server = await StartAsync();

        using var answer = await SendAsync(server, V3, $$"""
            {"m":{"se":{"n":"shop","a":{"n":"rum-js","ve":"5"} },"u":{"id":"7","em":"a@b.c"} } }
            {"e":{"id":"e1","log":{"mg":"a"},"c":{"u":{{user}} } } }
            """);

        var row = Assert.Single(server.Stored);
        Assert.Equal(expected, $"{row.Text(Fields.UserId)} {row.Text(Fields.UserEmail)}");
    }

    [Theory]
    [InlineData("(", false)]
    [InlineData("a(?=b)", false)]
    [InlineData("vendor|cdn", true)]
    public void An_expression_that_frames_cannot_be_matched_with_is_refused_at_the_start(string expression, bool isValid)
    {
        var options = new IntakeOptions();
        options.Rum.LibraryPattern = expression;

        var result = new IntakeOptionsValidator().Validate(null, options);

        Assert.Equal(isValid, result.Succeeded);
        if (!isValid) Assert.Contains("Set Intake:Rum:LibraryPattern to a regular expression", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_v3_is_an_error()
    {
        await using var server = await StartAsync();

        using var answer = await SendAsync(server, V3, Corpus.Read("intake-v3/input/rum_errors.ndjson"));
        using var second = await SendAsync(server, V3, $$"""
            {{ShortMetadata}}
            {"e":{"id":"e2","timestamp":1512735530291000,"tid":"1","pid":"2","xid":"t1","x":{"t":"page-load","sm":true},"log":{"mg":"logged"},"ex":{"mg":"outer","ca":[{"mg":"inner","t":"TypeError","cd":7,"hd":true}]} } }
            {"e":{"id":"e3","tid":"1","pid":"2","xid":"t1","log":{"mg":"logged","ln":"mine"} } }
            {"e":{"id":"e4","tid":"1","log":{"mg":"no parent"} } }
            """);

        Assert.Equal((202, 400), ((int)answer.StatusCode, (int)second.StatusCode));
        Assert.Contains("validation error: e: 'pid' required when 'tid' is set", await second.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var errors = server.Stored.Select(SearchHit.Of).ToList();
        Assert.Equal("Uncaught Error: timeout test e with a [REDACTED] Error apm-a-rum-test-e2e-general-usecase 0.0.1 /test/e2e/general-usecase/ uId",
            $"{Text(errors[0], "error.exception.message")} {Text(errors[0], "error.exception.type")} {Text(errors[0], "service.name")} {Text(errors[0], "service.version")} {Text(errors[0], "url.path")} {Text(errors[0], "user.id")}");
        Assert.Equal("default error t1 -", $"{Text(errors[1], "error.log.logger_name")} {Text(errors[1], "error.log.level")} {Text(errors[1], "transaction.id")} {Text(errors[1], "span.id")}");
        Assert.Equal("outer,inner", Text(errors[1], "error.exception.message"));
        Assert.Equal("mine -", $"{Text(errors[2], "error.log.logger_name")} {Text(errors[2], "transaction.id")}");
    }

    [Fact]
    public async Task Frames_of_libraries_and_bundlers_are_told_apart()
    {
        await using var server = await StartAsync();
        const string Error = """{"e":{"id":"e1","ex":{"t":"Error","mg":"a","st":[{"f":"/webpack/run.js","fn":"r"},{"f":"~/lib.js","fn":"l"},{"f":"app.js","ap":"http://a/node_modules/b.js","fn":"b"},{"f":"app.js","fn":"a"}]}}}""";

        using var page = await SendAsync(server, V3, ShortMetadata + "\n" + Error);
        using var backend = await server.PostAsync(Encoding.UTF8.GetBytes(ShortMetadata + "\n" + Error));

        var frames = JsonNode.Parse(EventDocument.ToUtf8(server.Stored[0]))!["error"]!["exception"]![0]!["stacktrace"]!.AsArray();
        Assert.Equal(["true ", "false true", "false true", "false "], frames.Select(frame => $"{frame!["exclude_from_grouping"]} {frame["library_frame"]}"));
        Assert.NotEqual(server.Stored[0].Text(Fields.ErrorGroupingKey), server.Stored[1].Text(Fields.ErrorGroupingKey));
    }

    [Fact]
    public async Task The_reader_of_a_page_is_known_by_address_and_browser()
    {
        await using var server = await StartAsync();

        using var _ = await SendAsync(server, V3, Corpus.Read("intake-v3/input/rum_errors.ndjson"), ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"), ("X-Forwarded-For", "203.0.113.7"));

        var error = SearchHit.Of(server.Stored[0]);
        Assert.Equal("203.0.113.7 203.0.113.7 127.0.0.1", $"{Text(error, "client.ip")} {Text(error, "source.ip")} {Text(error, "source.nat.ip")}");
        Assert.Equal("-", Text(error, "host.ip"));
        Assert.StartsWith("Mozilla/5.0", server.Stored[0].Text(Fields.UserAgentOriginal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_asks_first_is_told_what_it_may_send()
    {
        await using var server = await StartAsync(options => (options.SecretToken, options.Rum.Origins, options.Rum.Headers) = ("hush", ["https://*.example.org"], ["Authorization"]));

        using var allowed = await SendAsync(server, V3, HttpMethod.Options, ("Origin", Page), ("Access-Control-Request-Method", "POST"));
        using var foreign = await SendAsync(server, V3, HttpMethod.Options, ("Origin", "https://example.com"));

        Assert.Equal("200 https://shop.example.org | 3600 | Origin | POST, OPTIONS | Authorization, Content-Type, Content-Encoding, Accept | Etag | 0",
            $"{(int)allowed.StatusCode} {string.Join(" | ", new[] { "Access-Control-Allow-Origin", "Access-Control-Max-Age", "Vary", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Expose-Headers" }.Select(name => allowed.Headers.NonValidated[name].ToString()))} | {allowed.Content.Headers.ContentLength}");
        Assert.Equal((HttpStatusCode.OK, false), (foreign.StatusCode, foreign.Headers.Contains("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task An_origin_that_is_none_is_not_allowed()
    {
        await using var server = await StartAsync();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
        var stream = client.GetStream();

        await stream.WriteAsync(Encoding.UTF8.GetBytes($"POST {V3} HTTP/1.1\r\nHost: x\r\nOrigin: https://\u00e9.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Cancel);

        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 403", await reader.ReadToEndAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_from_elsewhere_may_not_send()
    {
        await using var server = await StartAsync(options => options.Rum.Origins = [Page]);

        using var foreign = await SendAsync(server, V3, ShortMetadata, ("Origin", "https://shop.example.org.evil.example"));
        using var none = await SendAsync(server, V3, ShortMetadata);
        using var own = await SendAsync(server, V3, ShortMetadata, ("Origin", Page));

        Assert.Equal((403, "{\"error\":\"forbidden request: origin: 'https://shop.example.org.evil.example' is not allowed\"}\n"), ((int)foreign.StatusCode, await foreign.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal(403, (int)none.StatusCode);
        Assert.Equal((202, Page), ((int)own.StatusCode, own.Headers.GetValues("Access-Control-Allow-Origin").Single()));
    }

    [Theory]
    [InlineData(V2)]
    [InlineData(V3)]
    [InlineData(Configuration)]
    public async Task While_it_is_off_the_answer_says_so(string path)
    {
        await using var server = await IntakeServer.StartAsync();

        using var answer = await SendAsync(server, path, ShortMetadata);

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Equal((string?)Corpus.Json("responses/OffRum.approved.json")["error"], (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["error"]);
    }

    [Theory]
    [InlineData("shop", "rum-js", 202, null)]
    [InlineData("shop", "js-base", 202, null)]
    [InlineData("stock", "rum-js", 403, "unauthorized: anonymous access not permitted for service \"stock\"")]
    [InlineData("shop", "nodejs", 403, "unauthorized: anonymous access not permitted for agent \"nodejs\"")]
    public async Task Without_a_secret_only_some_services_and_agents_may_report(string service, string agent, int status, string? reason)
    {
        await using var server = await StartAsync(options => (options.SecretToken, options.Anonymous.Services) = ("hush", ["shop"]));

        foreach (string path in (string[])[V2, IntakeServer.Events])
        {
            using var answer = await SendAsync(server, path, $$$"""
                {"metadata":{"service":{"name":"{{{service}}}","agent":{"name":"{{{agent}}}","version":"1"}} }}
                {"error":{"id":"1","log":{"message":"Sold out"} } }
                """);

            Assert.Equal(status, (int)answer.StatusCode);
            if (reason is not null) Assert.Equal("cannot handle stream: cannot process batch: " + reason, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["errors"]![0]!["message"]);
        }
        Assert.Equal(reason is null ? 2 : 0, server.Stored.Count);
    }

    [Fact]
    public async Task The_service_that_an_event_names_itself_is_the_one_that_counts()
    {
        await using var server = await StartAsync(options => (options.SecretToken, options.Anonymous.Services) = ("hush", ["shop"]));
        string body = """{"metadata":{"service":{"name":"shop","agent":{"name":"rum-js","version":"1"}}}}""" + string.Concat(Enumerable.Range(0, 12).Select(i =>
            $$$"""{{{"\n"}}}{"error":{"id":"{{{i}}}","log":{"message":"a"},"context":{"service":{"name":"{{{(i == 11 ? "stock" : "shop")}}}"}} }}"""));

        using var answer = await SendAsync(server, V2, body);

        Assert.Equal(10, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["accepted"]!);
        Assert.Equal(10, server.Stored.Count);
    }

    [Fact]
    public async Task Without_a_secret_only_so_many_events_are_taken()
    {
        var time = new ManualTime();
        await using var server = await StartAsync(options => (options.SecretToken, options.Anonymous.EventRate) = ("hush", 4), time);
        string ten = ShortMetadata + string.Concat(Enumerable.Range(0, 10).Select(i => $$$"""{{{"\n"}}}{"e":{"id":"{{{i}}}","log":{"mg":"a"}} }"""));

        // Twelve tokens, of which a request takes one. What is missing for the next ten would take longer than a second.
        using var some = await SendAsync(server, V3, ten);
        using var tooMany = await SendAsync(server, V3, ten);
        using var none = await SendAsync(server, Configuration, HttpMethod.Get);
        time.Advance(TimeSpan.FromSeconds(3));
        using var again = await SendAsync(server, V3, ten);

        Assert.Equal((202, 429, 429, 202), ((int)some.StatusCode, (int)tooMany.StatusCode, (int)none.StatusCode, (int)again.StatusCode));
        var refused = JsonNode.Parse(await tooMany.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal("cannot handle stream: cannot process batch: rate limit exceeded", (string?)refused["errors"]![0]!["message"]);
        Assert.Equal("{\"error\":\"too many requests: rate limit exceeded\"}\n", await none.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(20, server.Stored.Count);
    }

    [Fact]
    public async Task A_browser_is_told_its_sample_rate_and_nothing_else()
    {
        await using var server = await StartAsync(options => options.SecretToken = "hush");
        var configurations = new Settings.Agents.AgentConfigurations(server.Settings, TimeProvider.System);
        await configurations.PutAsync("shop", null, "rum-js", new Dictionary<string, string> { ["transaction_sample_rate"] = "0.2", ["capture_body"] = "all" }, Cancel);
        await configurations.PutAsync("stock", null, "nodejs", new Dictionary<string, string> { ["transaction_sample_rate"] = "0.2" }, Cancel);

        using var shop = await SendAsync(server, Configuration, HttpMethod.Get, ("Origin", Page));
        using var stock = await SendAsync(server, "/config/v1/rum/agents?service.name=stock", HttpMethod.Get);
        using var nobody = await SendAsync(server, "/config/v1/rum/agents", HttpMethod.Get);

        Assert.Equal("{\"transaction_sample_rate\":\"0.2\"}\n", await shop.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((Page, "Etag"), (shop.Headers.GetValues("Access-Control-Allow-Origin").Single(), shop.Headers.GetValues("Access-Control-Expose-Headers").Single()));
        // It may be kept for half a minute, and is of use to pages of one origin only.
        Assert.Equal(("max-age=30, must-revalidate", "Origin"), (shop.Headers.NonValidated["Cache-Control"].ToString(), shop.Headers.NonValidated["Vary"].ToString()));
        Assert.Equal(("{}\n", "\"-\""), (await stock.Content.ReadAsStringAsync(Cancel), stock.Headers.NonValidated["ETag"].ToString()));
        Assert.Equal((400, "{\"error\":\"invalid query\"}\n"), ((int)nobody.StatusCode, await nobody.Content.ReadAsStringAsync(Cancel)));
    }

    private const string ShortMetadata = """{"m":{"se":{"n":"shop","ve":"1.2","a":{"n":"rum-js","ve":"5"}},"n":{"c":{"t":"4g"}}}}""";

    private static Task<IntakeServer> StartAsync(Action<IntakeOptions>? configure = null, TimeProvider? time = null) => IntakeServer.StartAsync(options =>
    {
        options.Rum.IsEnabled = true;
        configure?.Invoke(options);
    }, time: time);

    private static string Text(SortedDictionary<string, List<string>> document, string field) => document.TryGetValue(field, out var values) ? string.Join(',', values) : "-";

    private static Task<HttpResponseMessage> SendAsync(IntakeServer server, string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(server, path, Encoding.UTF8.GetBytes(body), headers);

    private static Task<HttpResponseMessage> SendAsync(IntakeServer server, string path, byte[] body, params (string Name, string Value)[] headers) =>
        SendAsync(server, new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/x-ndjson") } } }, headers);

    private static Task<HttpResponseMessage> SendAsync(IntakeServer server, string path, HttpMethod method, params (string Name, string Value)[] headers) =>
        SendAsync(server, new HttpRequestMessage(method, path), headers);

    private static async Task<HttpResponseMessage> SendAsync(IntakeServer server, HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        using (request)
        {
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            return await server.Client.SendAsync(request, Cancel);
        }
    }
}
