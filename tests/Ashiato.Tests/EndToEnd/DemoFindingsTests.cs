using System.Text.Json;

namespace Ashiato.Tests.EndToEnd;

/// <summary>What is wrong with the marketplace is found, and what is mended is found no more.</summary>
[Collection("demo")]
public sealed class DemoFindingsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Explicit = true)]
    [Trait("Category", "Rehearsal")]
    [InlineData(null, true, true)]
    [InlineData("users", false, true)]
    [InlineData("users,categories", false, false)]
    public async Task Each_loop_of_the_list_is_found_until_it_is_mended(string? mend, bool asksForUsers, bool asksForCategories)
    {
        await using var postgres = await PostgresServer.StartAsync();
        var url = new Uri(postgres.Url);
        string[] mending = mend is null ? [] : ["--mend", mend];
        await using var demo = await AshiatoProcess.StartRoleAsync(
        [
            "demo", "--seconds", "5", "--users", "1", "--server", "127.0.0.1:0", "--store", "127.0.0.1:0", "--console", "127.0.0.1:0",
            "--database", $"Host={url.Host};Port={url.Port};Username=postgres;Database=postgres", .. mending,
        ]);
        await demo.Process.WaitForLineAsync(line => line.Contains("people shop there", StringComparison.Ordinal));
        await demo.Process.WaitForLineAsync(line => line == "Ctrl-C ends the demo.");

        var findings = JsonElement.Parse(await demo.Http.GetStringAsync(new Uri(demo.Console!, "api/findings?service=marketplace"), Cancel)).GetProperty("findings");

        string[] loops = [.. findings.EnumerateArray()
            .Where(finding => finding.GetProperty("kind").GetString() == "calledInLoop" && finding.GetProperty("transaction").GetString() == "GET /new_items.json")
            .Select(finding => finding.GetProperty("call").GetProperty("text").GetString()!.Split(" FROM ")[1].Split(' ')[0]).Order(StringComparer.Ordinal)];
        Assert.Equal([.. asksForCategories ? ["categories"] : Array.Empty<string>(), .. asksForUsers ? ["users"] : Array.Empty<string>()], loops);
    }
}
