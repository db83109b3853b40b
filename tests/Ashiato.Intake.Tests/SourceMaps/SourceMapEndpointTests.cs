using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Settings.Keys;
using Ashiato.Settings.SourceMaps;

namespace Ashiato.Intake.Tests.SourceMaps;

/// <summary>Maps are uploaded, and used for what pages send next.</summary>
public sealed class SourceMapEndpointTests
{
    private const string Upload = "/assets/v1/sourcemaps";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_uploaded_map_puts_sources_into_stack_traces()
    {
        var time = new ManualTime();
        await using var server = await StartAsync(time: time);

        using var before = await SendErrorAsync(server);
        using var uploaded = await UploadAsync(server);
        time.Advance(TimeSpan.FromSeconds(30));
        using var after = await SendErrorAsync(server);

        Assert.Equal((202, ""), ((int)uploaded.StatusCode, await uploaded.Content.ReadAsStringAsync(Cancel)));
        Assert.Null(Frame(server.Stored[0])["sourcemap"]);
        var frame = Frame(server.Stored[1]);
        Assert.True((bool)frame["sourcemap"]!["updated"]!);
        Assert.Equal(("webpack:///webpack/bootstrap 6002740481c9666b0d38", "<anonymous>", 5, 0), ((string)frame["filename"]!, (string)frame["function"]!, (int)frame["line"]!["number"]!, (int)frame["line"]!["column"]!));
        Assert.Equal((" \tfunction __webpack_require__(moduleId) {", 4, 5), ((string)frame["line"]!["context"]!, frame["context"]!["pre"]!.AsArray().Count, frame["context"]!["post"]!.AsArray().Count));
        Assert.Equal("""{"abs_path":"https://shop.example.org/js/../bundle.js?v=1","filename":"bundle.js","function":"a","lineno":1,"colno":18}""", frame["original"]!.ToJsonString());
        Assert.Equal("https://shop.example.org/bundle.js?v=1", (string)frame["abs_path"]!);
        Assert.Equal("webpack:///webpack/bootstrap 6002740481c9666b0d38 in <anonymous>", server.Stored[1].Text(Fields.ErrorCulprit));
        Assert.NotEqual(server.Stored[0].Text(Fields.ErrorGroupingKey), server.Stored[1].Text(Fields.ErrorGroupingKey));
    }

    [Fact]
    public async Task A_frame_that_cannot_be_mapped_says_why_and_stays_as_it_was()
    {
        await using var server = await StartAsync();
        (await UploadAsync(server, bundle: "/other.js")).Dispose();
        (await UploadAsync(server)).Dispose();

        using var unknown = await SendErrorAsync(server, file: "unknown.js");
        using var outside = await SendErrorAsync(server, line: 99);

        Assert.Equal("no source map was uploaded for https://shop.example.org/js/../unknown.js?v=1", (string)Frame(server.Stored[0])["sourcemap"]!["error"]!);
        Assert.Equal("the source map says nothing about line 99, column 18", (string)Frame(server.Stored[1])["sourcemap"]!["error"]!);
        Assert.Equal("a", (string)Frame(server.Stored[1])["function"]!);
    }

    [Fact]
    public async Task A_map_explains_its_bundle_on_every_host_where_no_other_does()
    {
        await using var server = await StartAsync();
        (await UploadAsync(server, bundle: "https://cdn.example.org/bundle.js?v=1")).Dispose();
        (await UploadAsync(server, bundle: "https://shop.example.org/other.js?v=1", map: """{"version":3,"sources":["mine.js"],"mappings":"AAAA"}""")).Dispose();
        (await UploadAsync(server, bundle: "https://cdn.example.org/other.js?v=1")).Dispose();

        using var elsewhere = await SendErrorAsync(server);
        using var here = await SendErrorAsync(server, file: "other.js");

        Assert.Equal("webpack:///webpack/bootstrap 6002740481c9666b0d38", (string)Frame(server.Stored[0])["filename"]!);
        Assert.Equal("mine.js", (string)Frame(server.Stored[1])["filename"]!);
    }

    [Fact]
    public async Task What_the_page_said_of_a_frame_is_kept_beside_what_the_map_says()
    {
        await using var server = await StartAsync();
        (await UploadAsync(server)).Dispose();
        const string frame = """{"abs_path":"https://a.example/bundle.js","filename":"node_modules/bundle.js","function":"f","lineno":1,"colno":18,"library_frame":true,"context_line":"x"}""";
        using var answer = await server.PostAsync(Encoding.UTF8.GetBytes($$$$$"""
            {"metadata":{"service":{"name":"shop","version":"1.2","agent":{"name":"rum-js","version":"5"}}}}
            {"transaction":{"id":"00000000000000a1","trace_id":"000000000000000000000000000000a1","type":"page-load","duration":1,"span_count":{"started":1}}}
            {"error":{"id":"00000000000000e1","culprit":"before","exception":{"message":"outer","type":"A","stacktrace":[],"cause":[{"message":"inner","type":"B","stacktrace":[{{{{{frame}}}}}]}]}}}
            {"span":{"id":"00000000000000b1","trace_id":"000000000000000000000000000000a1","parent_id":"00000000000000a1","transaction_id":"00000000000000a1","name":"s","type":"app","start":1,"duration":1,"stacktrace":[{{{{{frame}}}}},{{{{{frame}}}}}]}}
            """), path: "/intake/v2/rum/events");

        Assert.Equal(202, (int)answer.StatusCode);
        var documents = server.Stored.Select(row => JsonNode.Parse(EventDocument.ToUtf8(row))!).ToList();
        Assert.Equal([null, "error", null], documents.Select(document => document["error"] is null ? null : "error"));
        // The culprit is of the exception itself, not of what caused it.
        Assert.Equal("before", (string)documents[1]["error"]!["culprit"]!);
        var frames = documents[2]["span"]!["stacktrace"]!.AsArray();
        Assert.Equal(["<unknown>", "<anonymous>"], frames.Select(mapped => (string)mapped!["function"]!));
        Assert.Equal("""{"library_frame":true,"abs_path":"https://a.example/bundle.js","filename":"node_modules/bundle.js","function":"f","lineno":1,"colno":18}""", frames[0]!["original"]!.ToJsonString());
        Assert.Null(frames[0]!["library_frame"]);
        Assert.Null(documents[0]["span"]?["stacktrace"]);
    }

    [Fact]
    public async Task A_form_without_a_map_is_told_so()
    {
        await using var server = await StartAsync();

        using var answer = await UploadAsync(server, map: "");

        Assert.Equal("""{"error":"data validation error: 'sourcemap' is missing; send the source map as a file of that name"}""", JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public async Task A_form_that_ends_in_the_middle_is_refused()
    {
        await using var server = await StartAsync();
        using var form = new StringContent("--b\r\nContent-Disposition: form-data; name=\"service_name\"\r\n\r\nsh");
        form.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");

        using var answer = await server.Client.PostAsync(new Uri(Upload, UriKind.Relative), form, Cancel);

        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task While_maps_cannot_be_read_events_are_kept_without_them()
    {
        await using var server = await StartAsync();
        server.Settings.IsAway = true;

        using var answer = await SendErrorAsync(server);

        Assert.Equal(202, (int)answer.StatusCode);
        Assert.NotEmpty((string)Frame(Assert.Single(server.Stored))["sourcemap"]!["error"]!);
        Assert.Equal("a", (string)Frame(server.Stored[0])["function"]!);
    }

    [Fact]
    public async Task When_one_map_cannot_be_read_frames_of_others_are_mapped_all_the_same()
    {
        await using var server = await StartAsync();
        (await UploadAsync(server)).Dispose();
        (await UploadAsync(server, bundle: "/other.js")).Dispose();
        using var before = await SendErrorAsync(server);
        server.Settings.IsAway = true;

        using var answer = await SendErrorsAsync(server, 1, "bundle.js", "other.js");

        Assert.Equal(202, (int)answer.StatusCode);
        Assert.True((bool)Frame(server.Stored[1])["sourcemap"]!["updated"]!);
        Assert.NotEmpty((string)Frame(server.Stored[2])["sourcemap"]!["error"]!);
        Assert.Null(Frame(server.Stored[2])["sourcemap"]!["updated"]);
    }

    [Fact]
    public async Task A_source_without_a_name_leaves_a_frame_its_file_and_what_follows_from_it()
    {
        await using var server = await StartAsync();
        (await UploadAsync(server, bundle: "/webpack/run.js?v=1", map: """{"version":3,"sources":[null],"mappings":"AAAA"}""")).Dispose();

        using var answer = await SendErrorAsync(server, file: "/webpack/run.js");

        var frame = Frame(Assert.Single(server.Stored));
        Assert.True((bool)frame["sourcemap"]!["updated"]!);
        Assert.Equal(("/webpack/run.js", true), ((string)frame["filename"]!, (bool)frame["exclude_from_grouping"]!));
    }

    [Theory]
    [InlineData(null, "shop", "{}", 400, "data validation error: only source maps of version 3 are supported")]
    [InlineData(null, "", null, 400, "data validation error: 'service_name' has 0 characters")]
    [InlineData("event", "shop", null, 403, "unauthorized: API Key not permitted action \"sourcemap:write\"")]
    [InlineData("sourcemap", "shop", null, 202, null)]
    [InlineData("anonymous", "shop", null, 403, "unauthorized: anonymous access not permitted")]
    public async Task Only_maps_are_taken_and_only_from_those_who_may(string? who, string service, string? map, int status, string? error)
    {
        await using var server = await StartAsync(options => options.SecretToken = who is null ? null : "hush");
        if (who is "event" or "sourcemap")
        {
            var (_, credentials) = await new ApiKeys(server.Settings, TimeProvider.System).CreateAsync("build", who == "event" ? ApiKeyPrivileges.EventWrite : ApiKeyPrivileges.SourceMapWrite, null, Cancel);
            server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", credentials.Encoded);
        }

        using var answer = await UploadAsync(server, service, map: map);

        Assert.Equal(status, (int)answer.StatusCode);
        if (error is not null) Assert.StartsWith(error, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["error"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/js/./x/../bundle.js", "/js/bundle.js")]
    [InlineData("http://a.example/js/../bundle.js?v=1", "http://a.example/bundle.js?v=1")]
    [InlineData("http://a.example:80/b.js", "http://a.example/b.js")]
    [InlineData("//evil.example/b.js", "//evil.example/b.js")]
    [InlineData("/js//a///b.js?x=//", "/js/a/b.js?x=//")]
    [InlineData("http://a.example/js//b.js#//", "http://a.example/js/b.js#//")]
    public void A_bundle_has_one_spelling(string path, string clean) => Assert.Equal(clean, BundlePath.Clean(path));

    [Fact]
    public void The_most_exact_name_of_a_bundle_counts_first() =>
        Assert.Equal(["https://a.example/b.js?v=1#x", "/b.js?v=1#x", "https://a.example/b.js", "/b.js"], BundlePath.Candidates("https://a.example/c/../b.js?v=1#x"));

    private static Task<IntakeServer> StartAsync(Action<IntakeOptions>? configure = null, TimeProvider? time = null) => IntakeServer.StartAsync(options =>
    {
        options.Rum.IsEnabled = true;
        configure?.Invoke(options);
    }, time: time);

    private static async Task<HttpResponseMessage> UploadAsync(IntakeServer server, string service = "shop", string bundle = "/bundle.js", string? map = null)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(service), "service_name" },
            { new StringContent("1.2"), "service_version" },
            { new StringContent(bundle), "bundle_filepath" },
            { new ByteArrayContent(map is null ? Corpus.Read("sourcemap/bundle.js.map") : Encoding.UTF8.GetBytes(map)), "sourcemap", "bundle.js.map" },
        };
        return await server.Client.PostAsync(new Uri(Upload, UriKind.Relative), form, Cancel);
    }

    private static Task<HttpResponseMessage> SendErrorAsync(IntakeServer server, string file = "bundle.js", int line = 1) => SendErrorsAsync(server, line, file);

    private static Task<HttpResponseMessage> SendErrorsAsync(IntakeServer server, int line, params string[] files) => server.PostAsync(Encoding.UTF8.GetBytes("""
        {"m":{"se":{"n":"shop","ve":"1.2","a":{"n":"rum-js","ve":"5"}}}}

        """ + string.Join('\n', files.Select(file => $$$"""
        {"e":{"id":"1","ex":{"t":"Error","mg":"a","st":[{"ap":"https://shop.example.org/js/../{{{file}}}?v=1","f":"{{{file}}}","fn":"a","li":{{{line}}},"co":18}]} }}
        """))), path: "/intake/v3/rum/events");

    private static JsonObject Frame(EventRow row) => JsonNode.Parse(EventDocument.ToUtf8(row))!["error"]!["exception"]![0]!["stacktrace"]![0]!.AsObject();
}
