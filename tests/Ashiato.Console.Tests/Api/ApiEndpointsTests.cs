using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Ashiato.Model;
using Ashiato.Query.Tests;
using Ashiato.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Console.Tests.Api;

public class ApiEndpointsTests
{
    private const string Trace = SampleEvents.TraceId;
    private const string Noon = "from=2026-11-22T11:55:00Z&to=2026-11-22T12:05:00Z";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Services_are_listed_in_camel_case_without_nulls()
    {
        await using var server = await StartAsync(new SampleEvents().Transaction());

        var answer = await server.GetAsync($"/api/services?{Noon}");
        var shop = answer.GetProperty("services")[0];

        Assert.Equal("rows", answer.GetProperty("source").GetString());
        Assert.Equal("shop", shop.GetProperty("name").GetString());
        Assert.Equal(1, shop.GetProperty("transactionCount").GetInt64());
        Assert.Equal(1_000, shop.GetProperty("latency").GetProperty("averageMicros").GetDouble());
        Assert.False(shop.TryGetProperty("version", out _));
    }

    [Theory]
    [InlineData("events/t1")]
    [InlineData("file?masked=false")]
    public async Task An_event_that_nests_as_deep_as_intake_takes_it_is_shown_and_saved(string what)
    {
        string nested = string.Concat(Enumerable.Repeat("{\"a\":[", 120)) + "1" + string.Concat(Enumerable.Repeat("]}", 120));
        await using var server = await StartAsync(new SampleEvents().Transaction(with: batch => batch.Set(Fields.TransactionCustom, nested)));

        string answer = await server.Client.GetStringAsync(new Uri($"/api/traces/{Trace}/{what}", UriKind.Relative), Cancel);

        Assert.Contains(nested, string.Concat(answer.Where(static letter => !char.IsWhiteSpace(letter))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traces_are_pinned_and_events_deleted_where_the_store_can()
    {
        var directory = Directory.CreateTempSubdirectory("ashiato-api-");
        var options = new EmbeddedStoreOptions { Directory = directory.FullName, MaxAge = null };
        await using (var server = await ApiServer.StartAsync(await EmbeddedEventStore.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Cancel)))
        {
            await server.Store.AppendAsync(new SampleEvents().Transaction().Transaction(id: "t2", service: "other").ToBatch(), Cancel);

            await server.SendAsync(HttpMethod.Put, $"/api/pins/{Trace}", expected: HttpStatusCode.NoContent);
            Assert.Equal(Trace, (await server.GetAsync("/api/pins"))[0].GetString());
            await server.SendAsync(HttpMethod.Delete, $"/api/pins/{Trace}", expected: HttpStatusCode.NoContent);
            await server.SendAsync(HttpMethod.Delete, $"/api/pins/{Trace}", expected: HttpStatusCode.NotFound);
            Assert.Equal(1, (await server.SendAsync(HttpMethod.Delete, "/api/events?service=other")).GetProperty("eventCount").GetInt64());
            Assert.Equal(1, (await server.SendAsync(HttpMethod.Delete, $"/api/events?traceId={Trace}")).GetProperty("eventCount").GetInt64());
            await server.SendAsync(HttpMethod.Delete, "/api/events", expected: HttpStatusCode.BadRequest);
            await server.SendAsync(HttpMethod.Delete, $"/api/events?service=shop&traceId={Trace}", expected: HttpStatusCode.BadRequest);
            Assert.Equal(0, (await server.GetAsync("/api/status")).GetProperty("eventCount").GetInt64());
        }
        directory.Delete(recursive: true);
        await using var other = await StartAsync(new SampleEvents().Transaction());
        await other.SendAsync(HttpMethod.Delete, "/api/events?service=shop", expected: HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_service_its_transaction_groups_and_one_of_them_can_be_asked_for()
    {
        await using var server = await StartAsync(new SampleEvents().Transaction(name: "GET /a b"));

        var service = await server.GetAsync($"/api/services/shop?{Noon}");
        var groups = await server.GetAsync($"/api/services/shop/transactions?{Noon}");
        var group = await server.GetAsync($"/api/transactions?service=shop&name=GET%20/a%20b&type=request&{Noon}");
        var samples = await server.GetAsync($"/api/transactions/samples?service=shop&name=GET%20/a%20b&{Noon}");

        Assert.Equal("request", service.GetProperty("transactionTypes")[0].GetString());
        Assert.Equal("GET /a b", groups[0].GetProperty("name").GetString());
        Assert.Equal(1, group.GetProperty("group").GetProperty("count").GetInt64());
        Assert.Equal(Trace, samples[0].GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task The_table_of_transactions_tells_how_each_group_went_over_time()
    {
        await using var server = await StartAsync(new SampleEvents().Transaction("t1", name: "GET /a", takes: 3_000).Transaction("t2", name: "GET /b"));

        var table = await server.GetAsync($"/api/services/shop/transaction-table?{Noon}");

        Assert.Equal(["GET /a", "GET /b"], table.EnumerateArray().Select(group => group.GetProperty("name").GetString()));
        Assert.All(table.EnumerateArray(), group => Assert.Equal(1, group.GetProperty("series").EnumerateArray().Sum(point => point.GetProperty("count").GetInt64())));
        Assert.Equal(3_000, table[0].GetProperty("series").EnumerateArray().Single(point => point.GetProperty("count").GetInt64() > 0).GetProperty("averageMicros").GetDouble());
    }

    [Fact]
    public async Task A_query_narrows_what_is_asked_for()
    {
        await using var server = await StartAsync(new SampleEvents().Transaction("t1").Transaction("t2", takes: 5_000, service: "search"));

        var services = (await server.GetAsync($"/api/services?{Noon}&kql=transaction.duration.us%20%3E%201ms")).GetProperty("services");

        Assert.Equal(["search"], services.EnumerateArray().Select(service => service.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_query_finds_labels_by_a_pattern_of_their_names()
    {
        await using var server = await StartAsync(new SampleEvents().Transaction("t1", with: static batch => batch.Set(Ashiato.Model.Fields.Label("city"), "Nara")).Transaction("t2", service: "search"));

        var services = (await server.GetAsync($"/api/services?{Noon}&kql=labels.*%20:%20Nara")).GetProperty("services");

        Assert.Equal(["shop"], services.EnumerateArray().Select(service => service.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_query_that_cannot_be_read_is_answered_with_its_place()
    {
        await using var server = await StartAsync(new SampleEvents().Transaction());

        var problem = await server.GetAsync($"/api/services?{Noon}&kql=service.name%20:", HttpStatusCode.BadRequest);

        Assert.Equal("The query ends where a value or values in parentheses was expected.", problem.GetProperty("detail").GetString());
        Assert.Equal(14, problem.GetProperty("start").GetInt32());
        Assert.Equal(0, problem.GetProperty("length").GetInt32());
    }

    [Fact]
    public async Task A_query_is_completed()
    {
        await using var server = await StartAsync(new SampleEvents().Transaction());

        var suggestion = (await server.GetAsync($"/api/kql/suggestions?{Noon}&text=service.name%20:%20s"))[0];

        Assert.Equal("value", suggestion.GetProperty("kind").GetString());
        Assert.Equal("\"shop\"", suggestion.GetProperty("text").GetString());
        Assert.Equal(15, suggestion.GetProperty("replaces").GetProperty("start").GetInt32());
    }

    [Fact]
    public async Task A_trace_is_answered_as_rows_whose_kinds_are_words()
    {
        await using var server = await StartAsync(new SampleEvents().Transaction().Span("s1").Span("s2", parent: "lost"));

        var rows = (await server.GetAsync($"/api/traces/{Trace}")).GetProperty("rows");

        Assert.Equal(["transaction", "span", "missing", "span"], rows.EnumerateArray().Select(row => row.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task An_event_is_answered_as_its_document_with_its_errors()
    {
        await using var server = await StartAsync(new SampleEvents().Transaction().Error("e1"));

        var details = await server.GetAsync($"/api/traces/{Trace}/events/t1");

        Assert.Equal("GET /", details.GetProperty("event").GetProperty("transaction").GetProperty("name").GetString());
        Assert.Equal("e1", details.GetProperty("errors")[0].GetProperty("error").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Recent_traces_and_the_status_of_the_store_can_be_asked_for()
    {
        await using var server = await StartAsync(new SampleEvents().Transaction());

        Assert.Equal(Trace, (await server.GetAsync($"/api/traces?{Noon}"))[0].GetProperty("traceId").GetString());
        Assert.Equal(1, (await server.GetAsync("/api/status")).GetProperty("eventCount").GetInt64());
    }

    [Theory]
    [InlineData("/api/services?from=yesterday", HttpStatusCode.BadRequest, "'from' is 'yesterday'")]
    [InlineData("/api/services?from=now&to=now-1h", HttpStatusCode.BadRequest, "before it starts")]
    [InlineData("/api/services/nobody?" + Noon, HttpStatusCode.NotFound, "No service 'nobody'")]
    [InlineData("/api/services/nobody/transactions?" + Noon, HttpStatusCode.NotFound, "No service 'nobody'")]
    [InlineData("/api/transactions?service=shop&name=nothing&" + Noon, HttpStatusCode.NotFound, "no transaction 'nothing'")]
    [InlineData("/api/transactions?service=shop", HttpStatusCode.BadRequest, "A parameter of this request is missing")]
    [InlineData("/api/traces?limit=many", HttpStatusCode.BadRequest, "not of its type")]
    [InlineData("/api/traces?limit=0", HttpStatusCode.BadRequest, "'limit' is 0")]
    [InlineData("/api/traces/nowhere", HttpStatusCode.NotFound, "Nothing of trace 'nowhere'")]
    [InlineData("/api/traces/" + Trace + "/events/nothing", HttpStatusCode.NotFound, "no transaction or span 'nothing'")]
    [InlineData("/api/something", HttpStatusCode.NotFound, "There is nothing at /api/something")]
    public async Task What_cannot_be_answered_is_said_in_problem_details(string path, HttpStatusCode status, string sentence)
    {
        await using var server = await StartAsync(new SampleEvents().Transaction());

        using var response = await server.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancel));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.Contains(sentence, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_said_to_be_so()
    {
        await using var server = await ApiServer.StartAsync(new UnreadableStore());

        var problem = await server.GetAsync($"/api/traces/{Trace}", HttpStatusCode.ServiceUnavailable);

        Assert.Equal("The store could not be read: The disk is gone.", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Answers_are_compressed_as_the_client_accepts(string encoding)
    {
        await using var server = await StartAsync(new SampleEvents().Transaction().Span("s1"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/traces/{Trace}");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));

        using var response = await server.Client.SendAsync(request, Cancel);
        await using var body = await response.Content.ReadAsStreamAsync(Cancel);
        await using Stream plain = encoding == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress);
        using var trace = await JsonDocument.ParseAsync(plain, default, Cancel);

        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.Equal(2, trace.RootElement.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task The_description_names_every_address_with_a_summary_and_every_parameter_with_words()
    {
        await using var server = await StartAsync(new SampleEvents());

        var document = await server.GetAsync("/api/openapi.json");
        var paths = document.GetProperty("paths").EnumerateObject().ToArray();

        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            [
                "/api/activity",
                "/api/agent-configurations",
                "/api/agents",
                "/api/agents/recording",
                "/api/agents/silent",
                "/api/api-keys",
                "/api/api-keys/{id}",
                "/api/calls",
                "/api/calls/kind",
                "/api/calls/matrix",
                "/api/chat-addresses",
                "/api/chat-addresses/{name}",
                "/api/dependencies",
                "/api/dependencies/details",
                "/api/deploys",
                "/api/diagnostics",
                "/api/doctor",
                "/api/errors",
                "/api/errors/details",
                "/api/events",
                "/api/explore/groups",
                "/api/explore/rows",
                "/api/findings",
                "/api/findings/mutes",
                "/api/findings/mutes/{id}",
                "/api/kql/suggestions",
                "/api/live",
                "/api/logs",
                "/api/logs/patterns",
                "/api/map",
                "/api/me",
                "/api/pins",
                "/api/pins/{traceId}",
                "/api/route-rules",
                "/api/route-rules/preview",
                "/api/route-rules/suggestions",
                "/api/runs",
                "/api/runs/diff",
                "/api/runs/rules",
                "/api/runs/{number}",
                "/api/runs/{number}/post",
                "/api/runs/{number}/stop",
                "/api/runs/{run}",
                "/api/services",
                "/api/services/{service}",
                "/api/services/{service}/instances",
                "/api/services/{service}/metrics",
                "/api/services/{service}/metrics/{metric}",
                "/api/services/{service}/results",
                "/api/services/{service}/time-by-type",
                "/api/services/{service}/transaction-table",
                "/api/services/{service}/transactions",
                "/api/services/{service}/versions",
                "/api/source-maps",
                "/api/status",
                "/api/store/backup",
                "/api/store/usage",
                "/api/store/verification",
                "/api/traces",
                "/api/traces/file",
                "/api/traces/{traceId}",
                "/api/traces/{traceId}/comparison",
                "/api/traces/{traceId}/events/{id}",
                "/api/traces/{traceId}/fields",
                "/api/traces/{traceId}/file",
                "/api/traces/{traceId}/findings",
                "/api/traces/{traceId}/notes",
                "/api/traces/{traceId}/values",
                "/api/transactions",
                "/api/transactions/correlations",
                "/api/transactions/flame",
                "/api/transactions/samples",
                "/api/users",
                "/api/users/{name}",
                "/api/users/{name}/password",
                "/api/users/{name}/role",
                "/api/views",
                "/api/views/{name}",
            ],
            paths.Select(path => path.Name).Order(StringComparer.Ordinal));
        foreach (var operation in paths.SelectMany(path => path.Value.EnumerateObject()))
        {
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            if (!operation.Value.TryGetProperty("parameters", out var parameters)) continue;
            Assert.All(parameters.EnumerateArray(), parameter => Assert.NotEmpty(parameter.GetProperty("description").GetString()!));
        }
    }

    [Fact]
    public async Task Every_reference_of_the_description_leads_somewhere()
    {
        await using var server = await StartAsync(new SampleEvents());

        var document = await server.GetAsync("/api/openapi.json");
        var schemas = document.GetProperty("components").GetProperty("schemas");

        var references = References(document).Distinct().ToArray();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(schemas.TryGetProperty(reference["#/components/schemas/".Length..], out _), reference));
    }

    [Fact]
    public async Task The_live_stream_tells_the_newest_trace_and_each_new_one()
    {
        await using var server = await StartAsync(new SampleEvents().Transaction("t1"));

        await using var stream = await server.Client.GetStreamAsync(new Uri("/api/live", UriKind.Relative), Cancel);
        await using var events = SseParser.Create(stream).EnumerateAsync(Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("t1", TransactionId(events.Current));

        await server.Store.AppendAsync(new SampleEvents().Transaction("below", parent: "other").Transaction("t2").ToBatch(), Cancel);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("t2", TransactionId(events.Current));

        static string? TransactionId(SseItem<string> item)
        {
            Assert.Equal("trace", item.EventType);
            return JsonElement.Parse(item.Data).GetProperty("transactionId").GetString();
        }
    }

    private static async Task<ApiServer> StartAsync(SampleEvents events) => await ApiServer.StartAsync(await events.ToStoreAsync());

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [property.Value.GetString()!] : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
