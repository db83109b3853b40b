using System.Net;
using Ashiato.Console.Tests.Frame;
using Ashiato.Query.Tests;

namespace Ashiato.Console.Tests.Traces;

public sealed class ComparePageTests
{
    private const string Page = $"/traces/{SampleEvents.TraceId}/compare";

    [Fact]
    public async Task A_trace_beside_the_typical_one_is_told_in_a_sentence_and_row_by_row()
    {
        await using var server = await PageServer.StartAsync(Orders());

        string html = await server.GetAsync(Page);

        Assert.Contains("slower than typical", html, StringComparison.Ordinal);
        Assert.Contains("mostly because of query", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/traces/" + new string('a', 31), html, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_another_to_compare_with_the_page_says_so_and_asks_for_one()
    {
        await using var server = await PageServer.StartAsync(new SampleEvents().Transaction());

        string alone = await server.GetAsync(Page, HttpStatusCode.NotFound);
        string unknown = await server.GetAsync(Page + "?with=ffff", HttpStatusCode.NotFound);

        Assert.Contains("No other trace of this transaction", alone, StringComparison.Ordinal);
        Assert.Contains("name=\"with\"", alone, StringComparison.Ordinal);
        Assert.Contains("Nothing of the trace ffff is known.", unknown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_for_files_says_which_it_reads()
    {
        await using var server = await PageServer.StartAsync();

        string html = await server.GetAsync("/traces/file");

        Assert.Contains("Jaeger's JSON", html, StringComparison.Ordinal);
        Assert.Contains("/api/traces/file", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Waterfall.razor.js", html, StringComparison.Ordinal);
    }

    private static SampleEvents Orders()
    {
        var events = new SampleEvents().Transaction(takes: 90_000).Span("query", at: 1_000, takes: 80_000);
        for (int i = 1; i <= 3; i++)
        {
            string trace = $"{i}".PadLeft(32, 'a');
            events.Transaction($"x{i}", takes: 10_000 * i, with: batch => batch.Set(Model.Fields.TraceId, trace));
        }
        return events;
    }
}
