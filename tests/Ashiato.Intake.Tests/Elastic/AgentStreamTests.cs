using System.Text.Json.Nodes;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>Streams that real agents sent are taken in whole.</summary>
public sealed class AgentStreamTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_stream_of_a_Nodejs_agent_is_stored_whole()
    {
        byte[] body = Corpus.Read("streams/apm-nodejs-traces-3.29.0.ndjson.gz");
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(body, path: IntakeServer.Events + "?verbose");

        Assert.Equal(202, (int)answer.StatusCode);
        Assert.Equal($"{{\"accepted\":{Corpus.LineCount(body) - 1}}}\n", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(Corpus.LineCount(body) - 1, server.Stored.Count);
    }

    [Fact]
    public async Task The_stream_of_a_Go_agent_is_stored_whole()
    {
        await using var server = await IntakeServer.StartAsync();

        int lines = 0;
        foreach (byte[] body in Corpus.Bodies("streams/isucari-go-agent-1.15.0.ndjson.gz"))
        {
            lines += Corpus.LineCount(body) - 1;
            using var answer = await server.PostAsync(body);
            Assert.Equal((202, ""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
        }

        var kinds = server.Stored.CountBy(row => row.Text(Fields.ProcessorEvent)!).ToDictionary();
        Assert.Equal(86_440, lines);
        Assert.Equal((85_517, 497), (kinds[Fields.Events.Span], kinds[Fields.Events.Transaction]));
        // 140 metricsets of this old agent tell of transactions without spans, of which nothing is kept.
        Assert.Equal(426 - 140, kinds[Fields.Events.Metric]);
    }

    [Fact]
    public async Task A_query_of_the_Go_agent_keeps_its_statement_and_target()
    {
        await using var server = await IntakeServer.StartAsync();
        byte[] body = Corpus.Bodies("streams/isucari-go-agent-1.15.0.ndjson.gz")[0];

        using var answer = await server.PostAsync(body);

        var span = server.Stored.First(row => row.Text(Fields.SpanAction) == "query");
        Assert.Equal("SELECT * FROM `items` WHERE `status` IN (?,?) ORDER BY `created_at` DESC, `id` DESC LIMIT ?", span.Text(Fields.SpanDbStatement));
        Assert.Equal(("mysql", "127.0.0.1", 3306L), (span.Text(Fields.ServiceTargetType), span.Text(Fields.DestinationIp), span.Int64(Fields.DestinationPort)));
        Assert.Equal(2691, span.Int64(Fields.SpanDurationUs));
        var document = JsonNode.Parse(EventDocument.ToUtf8(span))!;
        Assert.Equal("0ed5b3c8b08476550e6cd9386c11bb18", (string?)document["trace"]!["id"]);
        Assert.Equal("isucon-app1", (string?)document["host"]!["name"]);
    }
}
