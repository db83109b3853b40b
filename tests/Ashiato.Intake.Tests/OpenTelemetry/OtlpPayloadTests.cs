using System.Net;
using System.Text.Json.Nodes;

namespace Ashiato.Intake.Tests.OpenTelemetry;

/// <summary>OTLP requests of the corpus become the documents that stand beside them, however they are sent.</summary>
public sealed class OtlpPayloadTests
{
    public static TheoryData<string> Payloads => [.. Corpus.Entries("otlp").Select(entry => (string)entry["name"]!)];

    [Theory]
    [MemberData(nameof(Payloads))]
    public Task A_request_in_protobuf_becomes_the_expected_documents(string name) => CheckAsync(name, async (server, entry) =>
    {
        using var answer = await server.ExportAsync((string)entry["path"]!, Corpus.Read((string)entry["input"]!));
        await RequireTakenAsync(answer, OtlpCalls.Protobuf, "");
    });

    [Theory]
    [MemberData(nameof(Payloads))]
    public Task A_request_in_JSON_becomes_the_expected_documents(string name) => CheckAsync(name, async (server, entry) =>
    {
        using var answer = await server.ExportAsync((string)entry["path"]!, Corpus.Read((string)entry["input_json"]!), OtlpCalls.Json);
        await RequireTakenAsync(answer, OtlpCalls.Json, "{}");
    });

    [Theory]
    [MemberData(nameof(Payloads))]
    public Task A_gzipped_request_becomes_the_expected_documents(string name) => CheckAsync(name, async (server, entry) =>
    {
        using var answer = await server.ExportAsync((string)entry["path"]!, OtlpCalls.Gzip(Corpus.Read((string)entry["input"]!)), encoding: "gzip");
        await RequireTakenAsync(answer, OtlpCalls.Protobuf, "");
    });

    [Theory]
    [MemberData(nameof(Payloads))]
    public Task A_call_of_gRPC_becomes_the_expected_documents(string name) => CheckAsync(name, async (server, entry) =>
    {
        var result = await server.CallAsync((string)entry["rpc"]!, Corpus.Read((string)entry["input"]!));
        Assert.Equal((HttpStatusCode.OK, 0, 0), (result.Http, result.Status, result.Message.Length));
    });

    [Theory]
    [MemberData(nameof(Payloads))]
    public Task A_gzipped_call_of_gRPC_becomes_the_expected_documents(string name) => CheckAsync(name, async (server, entry) =>
    {
        var result = await server.CallAsync((string)entry["rpc"]!, Corpus.Read((string)entry["input"]!), "gzip");
        Assert.Equal(0, result.Status);
    });

    private static async Task RequireTakenAsync(HttpResponseMessage answer, string contentType, string body)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(contentType, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task CheckAsync(string name, Func<IntakeServer, JsonNode, Task> send)
    {
        var entry = Corpus.Entry(name);
        var dynamic = entry["dynamic"]?.AsArray().Select(field => (string)field!).ToList() ?? [];
        dynamic.AddRange(["observer.hostname", "observer.version"]);
        await using var server = await IntakeServer.StartAsync();

        await send(server, entry);

        var expected = SearchHit.Expected(Corpus.Json((string)entry["golden"]![0]!).AsArray().Single()!, dynamic);
        var stored = SearchHit.Of(Assert.Single(server.Stored));
        Assert.Empty(SearchHit.Differences(expected, stored, dynamic));
    }
}
