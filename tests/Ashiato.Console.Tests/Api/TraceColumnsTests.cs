using System.Text.Json;
using Ashiato.Model;
using Ashiato.Query.Tests;

namespace Ashiato.Console.Tests.Api;

public sealed class TraceColumnsTests
{
    [Fact]
    public async Task Columns_say_what_the_rows_say()
    {
        await using var server = await ApiServer.StartAsync(await new SampleEvents()
            .Transaction(takes: 500, with: batch => batch.Set(Fields.TransactionResult, "HTTP 5xx"))
            .Span("s1", at: 10, takes: 20, with: batch => batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure))
            .Span("s2", at: 40, takes: 30, parent: "lost")
            .ToStoreAsync());

        var rows = (await server.GetAsync($"/api/traces/{SampleEvents.TraceId}")).GetProperty("rows").EnumerateArray().ToArray();
        var columns = await server.GetAsync($"/api/traces/{SampleEvents.TraceId}/columns");

        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(rows[i].GetProperty("id").GetString(), columns.GetProperty("id")[i].GetString());
            Assert.Equal(rows[i].GetProperty("parent").GetInt32(), columns.GetProperty("parent")[i].GetInt32());
            Assert.Equal(rows[i].GetProperty("kind").GetString(), new[] { "transaction", "span", "missing" }[columns.GetProperty("kind")[i].GetInt32()]);
            Assert.Equal(rows[i].GetProperty("offsetMicros").GetInt64(), columns.GetProperty("offset")[i].GetInt64());
            Assert.Equal(rows[i].GetProperty("durationMicros").GetInt64(), columns.GetProperty("duration")[i].GetInt64());
            Assert.Equal(rows[i].GetProperty("selfMicros").GetInt64(), columns.GetProperty("self")[i].GetInt64());
            Assert.Equal(Text(rows[i], "name"), Text(columns, "name", i));
            Assert.Equal(Text(rows[i], "result"), Text(columns, "result", i));
            bool isFailed = columns.GetProperty("rest").TryGetProperty($"{i}", out var rest) && rest.TryGetProperty("isFailed", out _);
            Assert.Equal(rows[i].TryGetProperty("isFailed", out _), isFailed);
        }
        Assert.Empty(columns.GetProperty("trace").GetProperty("rows").EnumerateArray());
    }

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static string? Text(JsonElement columns, string name, int row)
    {
        if (!columns.GetProperty("text").TryGetProperty(name, out var column)) return null;
        int at = column[row].GetInt32();
        return at < 0 ? null : columns.GetProperty("texts")[at].GetString();
    }
}
