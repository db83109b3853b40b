using System.Text.RegularExpressions;

namespace Ashiato.Tests.EndToEnd;

/// <summary>What a newcomer types first.</summary>
[Collection("demo")]
public sealed partial class DemoTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demo_shows_a_purchase_across_three_services_and_the_queries_of_a_list()
    {
        await using var demo = await AshiatoProcess.StartRoleAsync(
            "demo", "--seconds", "1", "--users", "1", "--server", "127.0.0.1:0", "--store", "127.0.0.1:0", "--console", "127.0.0.1:0");
        await demo.Process.WaitForLineAsync(line => line.Contains("people shop there", StringComparison.Ordinal));
        await demo.Process.WaitForLineAsync(line => line == "Ctrl-C ends the demo.");
        string[] traces = [.. TraceLine().Matches(demo.Process.Output).Select(match => match.Groups["id"].Value)];

        var buy = (await TraceJson.FindAsync(demo, traces[0], Cancel))!;
        Assert.Equal(
            [
                "marketplace: POST /buy",
                "marketplace: BEGIN < POST /buy",
                "marketplace: SELECT FROM items < POST /buy",
                "marketplace: SELECT FROM users < POST /buy",
                "marketplace: SELECT FROM users < POST /buy",
                "marketplace: SELECT FROM categories < POST /buy",
                "marketplace: SELECT FROM categories < POST /buy",
                "marketplace: INSERT INTO transaction_evidences < POST /buy",
                "marketplace: UPDATE items < POST /buy",
                "marketplace: POST shipment < POST /buy",
                "shipment: POST /create < POST shipment",
                "marketplace: POST payment < POST /buy",
                "payment: POST /token < POST payment",
                "marketplace: INSERT INTO shippings < POST /buy",
                "marketplace: COMMIT < POST /buy",
            ],
            Lines(buy));

        // The newest 48 items: the list, each item's seller, and each item's category with the one above it.
        string[] list = Lines((await TraceJson.FindAsync(demo, traces[1], Cancel))!);
        Assert.Equal(
            [("marketplace: GET /new_items.json", 1), ("marketplace: SELECT FROM items < GET /new_items.json", 1), ("marketplace: SELECT FROM users < GET /new_items.json", 48), ("marketplace: SELECT FROM categories < GET /new_items.json", 96)],
            list.GroupBy(line => line).Select(lines => (lines.Key, lines.Count())));

        demo.Process.Interrupt();
        Assert.Equal(0, await demo.Process.WaitForExitAsync());
    }

    /// <summary>Each row with its service, its name, and the name of what it belongs to; calls by the service that was called, since ports are chance.</summary>
    private static string[] Lines(TraceJson trace)
    {
        // Opening a connection is told only when it took long, which is chance too.
        return [.. Enumerable.Range(0, trace.Rows.Count).Where(row => trace.Rows[row].Name != "connect").Select(row =>
            $"{trace.Rows[row].Service}: {NameOf(row)}" + (trace.Rows[row].Parent < 0 ? "" : " < " + NameOf(trace.Rows[row].Parent)))];

        string NameOf(int row) => trace.Rows[row].Name.StartsWith("POST 127.0.0.1:", StringComparison.Ordinal)
            ? "POST " + trace.Rows.Single(called => called.Parent == row).Service
            : trace.Rows[row].Name;
    }

    [GeneratedRegex(@"/traces/(?<id>[0-9a-f]{32})  ")]
    private static partial Regex TraceLine();
}
