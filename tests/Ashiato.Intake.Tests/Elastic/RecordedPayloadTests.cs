using System.Text.Json.Nodes;
using Ashiato.Intake.Tests.Enrichment;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>Payloads of the corpus become the documents, and get the answers, that stand beside them.</summary>
public sealed class RecordedPayloadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Documents => [.. Corpus.Entries(kind: null).Select(entry => (string)entry["name"]!)];

    public static TheoryData<string> Responses => [.. Corpus.Entries("response").Select(entry => (string)entry["name"]!)];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_payload_becomes_the_expected_documents(string name)
    {
        var entry = Corpus.Entry(name);
        var dynamic = entry["dynamic"]?.AsArray().Select(field => (string)field!).ToList() ?? [];
        dynamic.AddRange(["observer.hostname", "observer.version"]);
        using var places = new PlacesFile();
        await using var server = await IntakeServer.StartAsync(options => options.GeoIpDatabase = places.Path);

        using var answer = await server.PostAsync(Corpus.Read((string)entry["input"]!));

        Assert.Equal(202, (int)answer.StatusCode);
        var golden = Corpus.Json((string)entry["golden"]![0]!);
        var expected = (golden as JsonArray ?? golden["events"]!.AsArray()).Select(hit => SearchHit.Expected(hit!["fields"] ?? hit, dynamic)).ToList();
        var actual = server.Stored.Select(SearchHit.Of).ToList();
        Assert.Equal(expected.Count, actual.Count);
        // The order is not defined: each expected document takes the stored one that resembles it most.
        foreach (var document in expected)
        {
            var nearest = actual.MinBy(stored => SearchHit.Differences(document, stored, dynamic).Count())!;
            actual.Remove(nearest);
            Assert.Empty(SearchHit.Differences(document, nearest, dynamic));
        }
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task A_payload_gets_the_expected_answer(string name)
    {
        var entry = Corpus.Entry(name);
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(Corpus.Read((string)entry["input"]!));

        Assert.Equal((int)entry["status"]!, (int)answer.StatusCode);
        Assert.True(answer.Headers.ConnectionClose);
        var expected = Corpus.Json((string)entry["golden"]![0]!);
        var actual = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((int)expected["accepted"]!, (int)actual["accepted"]!);
        foreach (var (wanted, found) in expected["errors"]!.AsArray().Zip(actual["errors"]!.AsArray()))
        {
            Assert.Equal((string?)wanted!["document"], (string?)found!["document"]);
            string message = (string)wanted["message"]!;
            // What follows quotes one particular JSON parser.
            const string readError = "decode error: data read error: ";
            if (message.StartsWith(readError, StringComparison.Ordinal)) Assert.StartsWith(readError, (string)found["message"]!, StringComparison.Ordinal);
            else Assert.Equal(message, (string)found["message"]!);
        }
        Assert.Equal(expected["errors"]!.AsArray().Count, actual["errors"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("errors_2")]
    [InlineData("heavy")]
    [InlineData("metadata")]
    [InlineData("metadata-null-values")]
    [InlineData("minimal-service")]
    [InlineData("optional-timestamps")]
    [InlineData("otel-bridge")]
    [InlineData("ratelimit")]
    [InlineData("span-links")]
    public async Task Every_event_of_a_valid_payload_is_stored(string name)
    {
        byte[] body = Corpus.Input(name);
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(body, path: IntakeServer.Events + "?verbose");

        Assert.Equal(202, (int)answer.StatusCode);
        int events = Corpus.LineCount(body) - 1;
        Assert.Equal(events, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["accepted"]!);
        Assert.Equal(events, server.Stored.Count);
    }

    [Fact]
    public async Task An_unsampled_transaction_of_a_backend_counts_but_is_not_stored()
    {
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(Corpus.Input("backend_unsampled"), path: IntakeServer.Events + "?verbose");

        Assert.Equal("{\"accepted\":1}\n", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Empty(server.Stored);
    }
}
