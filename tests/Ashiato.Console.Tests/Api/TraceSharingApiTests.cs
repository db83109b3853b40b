using System.Net;
using Ashiato.Model;
using Ashiato.Query.Tests;

namespace Ashiato.Console.Tests.Api;

public sealed class TraceSharingApiTests
{
    private const string Trace = SampleEvents.TraceId;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ashiato", ".json")]
    [InlineData("otlp", ".otlp.json")]
    public async Task A_saved_trace_can_be_read_again(string form, string ending)
    {
        await using var server = await StartAsync();
        using var saved = await server.Client.GetAsync(new Uri($"/api/traces/{Trace}/file?form={form}", UriKind.Relative), Cancel);
        string json = await saved.Content.ReadAsStringAsync(Cancel);

        var read = await server.SendAsync(HttpMethod.Post, "/api/traces/file", json);

        Assert.Equal($"trace-{Trace}{ending}", saved.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(["GET /", "aaaaaaaaaaaaaaa2"], read.GetProperty("trace").GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("?masked=false", true)]
    public async Task Secrets_are_in_a_file_only_when_they_are_asked_for(string query, bool hasSecret)
    {
        await using var server = await StartAsync();

        string json = (await server.GetAsync($"/api/traces/{Trace}/file{query}")).GetRawText();

        Assert.Equal(hasSecret, json.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_saved_or_read_is_answered_with_a_sentence()
    {
        await using var server = await StartAsync();

        var unknownForm = await server.GetAsync($"/api/traces/{Trace}/file?form=zipkin", HttpStatusCode.BadRequest);
        var unknownTrace = await server.GetAsync("/api/traces/nowhere/file", HttpStatusCode.NotFound);
        var noTrace = await server.SendAsync(HttpMethod.Post, "/api/traces/file", "{}", HttpStatusCode.BadRequest);

        Assert.Contains("'zipkin' is not known", unknownForm.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("Nothing of trace 'nowhere'", unknownTrace.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("no trace that is known here", noTrace.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_fields_and_values_of_a_trace_are_answered()
    {
        await using var server = await StartAsync();

        var notes = await server.GetAsync($"/api/traces/{Trace}/notes");
        var fields = await server.GetAsync($"/api/traces/{Trace}/fields");
        var values = await server.GetAsync($"/api/traces/{Trace}/values?field=labels.db_password");
        await server.GetAsync($"/api/traces/{Trace}/values", HttpStatusCode.BadRequest);

        Assert.Equal("checked out", notes.GetProperty("logs")[0].GetProperty("message").GetString());
        Assert.Contains("labels.db_password", fields.EnumerateArray().Select(field => field.GetString()));
        Assert.Equal("hunter2", values.GetProperty("aaaaaaaaaaaaaaa2").GetString());
    }

    [Fact]
    public async Task Two_traces_are_compared_with_changes_as_words()
    {
        await using var server = await StartAsync();
        var other = new SampleEvents("fedcba9876543210fedcba9876543210").Transaction("b1", takes: 9_000);
        await server.Store.AppendAsync(other.ToBatch(), Cancel);

        var chosen = await server.GetAsync($"/api/traces/fedcba9876543210fedcba9876543210/comparison?with={Trace}");
        var typical = await server.GetAsync("/api/traces/fedcba9876543210fedcba9876543210/comparison");
        var none = await server.GetAsync($"/api/traces/{Trace}/comparison?with=nowhere", HttpStatusCode.NotFound);

        Assert.Equal(["slower", "gone"], chosen.GetProperty("calls").EnumerateArray().Select(calls => calls.GetProperty("change").GetString()));
        Assert.Equal(Trace, typical.GetProperty("a").GetProperty("traceId").GetString());
        Assert.Equal(2, typical.GetProperty("typicalOf").GetInt64());
        Assert.Contains("'nowhere' is not known", none.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<ApiServer> StartAsync() => await ApiServer.StartAsync(await new SampleEvents()
        .Transaction("aaaaaaaaaaaaaaa1", takes: 5_000)
        .Span("aaaaaaaaaaaaaaa2", at: 100, takes: 300, parent: "aaaaaaaaaaaaaaa1", transaction: "aaaaaaaaaaaaaaa1", with: batch => batch.Set(Fields.Label("db_password"), "hunter2"))
        .Log("checked out", at: 4_000, with: batch => batch.Set(Fields.SpanId, "aaaaaaaaaaaaaaa2"))
        .ToStoreAsync());
}
