using System.Buffers.Text;
using System.Net;
using System.Text;

namespace Ashiato.Search.Tests.Indices;

/// <summary>Names and patterns select the data streams that they fit, however many there are.</summary>
public sealed class IndexSelectionTests
{
    private const string Body = """
        {"create":{"_index":"traces-apm-default"}}
        {"@timestamp":"2026-11-22T12:00:00.000Z","transaction":{"id":"t"}}
        {"create":{"_index":"logs-apm.app.shop-prod"}}
        {"@timestamp":"2026-11-22T12:00:00.000Z"}
        {"create":{"_index":"logs-prod.audit-default"}}
        {"@timestamp":"2026-11-22T12:00:00.000Z"}

        """;

    [Theory]
    [InlineData("traces-*default", 1)]
    [InlineData("logs-*prod*", 2)]
    [InlineData("logs-*prod", 1)]
    [InlineData("logs-apm.app.*-prod", 1)]
    [InlineData("*-default", 2)]
    [InlineData("logs-prod.audit-def*", 1)]
    [InlineData("logs*,-logs-*prod", 1)]
    [InlineData("*,-logs*,logs-prod.audit-default", 2)]
    [InlineData("*,-*", 0)]
    public async Task A_star_stands_for_any_text_dashes_too(string names, int count)
    {
        await using var server = await SearchServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/_bulk", Body);

        Assert.Equal(count, (int)(await server.SendAsync(HttpMethod.Get, $"/{names}/_count"))["count"]!);
    }

    [Theory]
    [InlineData("a{0}*", 0)]
    [InlineData("-a{0}*", 3)]
    [InlineData("-traces*,traces-apm*", 3)]
    public async Task Long_lists_are_taken_up_to_a_limit(string form, int count)
    {
        await using var server = await SearchServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/_bulk", Body);

        Assert.Equal(count, (int)(await ManyAsync(400))["responses"]![0]!["hits"]!["total"]!["value"]!);
        Assert.Contains("1000 is the most", (string)(await ManyAsync(200_000))["responses"]![0]!["error"]!["reason"]!, StringComparison.Ordinal);

        Task<System.Text.Json.Nodes.JsonNode> ManyAsync(int names)
        {
            // What takes away does so from everything; of pairs, each takes away what the one before added.
            string list = string.Join(',', Enumerable.Range(0, form.Contains(',', StringComparison.Ordinal) && names < 1_000 ? 40 : names).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, i)));
            return server.SendAsync(HttpMethod.Post, "/_msearch", $"{{\"index\":\"{list}\"}}\n{{\"size\":0}}\n");
        }
    }

    [Fact]
    public async Task A_point_in_time_that_nobody_opened_does_no_harm()
    {
        await using var server = await SearchServer.StartAsync();
        string id = Base64Url.EncodeToString(Encoding.UTF8.GetBytes("pit1:*" + string.Concat(Enumerable.Repeat(",-a*", 200_000))));

        var answer = await server.SearchAsync($$"""{"pit":{"id":"{{id}}"} }""", HttpStatusCode.BadRequest);

        Assert.Contains("1000 is the most", (string)answer["error"]!["reason"]!, StringComparison.Ordinal);
    }
}
