using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ashiato.Tests.EndToEnd;

/// <summary>What is wrong with the marketplace is found, what is mended is found no more, and the difference between two runs names the mend.</summary>
[Collection("demo")]
public sealed partial class DemoFindingsTests
{
    /// <summary>Each fault: what its findings are, and what is said when it is gone.</summary>
    private static readonly Fault[] s_faults =
    [
        new("users", static finding => IsLoop(finding, "users"), static cause => IsFewerCalls(cause, "users")),
        new("categories", static finding => IsLoop(finding, "categories"), static cause => IsFewerCalls(cause, "categories")),
        new("shipments", static finding => Kind(finding) == "oneAfterTheOther", static cause => IsGone(cause, "oneAfterTheOther")),
        new("hash", static finding => Kind(finding) == "ownWork" && Endpoint(finding) == "POST /login", static cause => Kind(cause) == "ownTimeLess" && cause.GetProperty("endpoint").GetProperty("name").GetString() == "POST /login"),
        new("lock", static finding => Kind(finding) == "lockedWhileCalling", static cause => IsGone(cause, "lockedWhileCalling")),
    ];

    private const int Attempts = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    [Trait("Category", "Rehearsal")]
    public async Task Each_fault_is_found_as_long_as_it_is_there_and_the_difference_names_its_mend()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var url = new Uri(postgres.Url);
        await using var demo = await AshiatoProcess.StartRoleAsync(
            "demo", "--seconds", "2", "--users", "2", "--server", "127.0.0.1:0", "--store", "127.0.0.1:0", "--console", "127.0.0.1:0",
            "--database", $"Host={url.Host};Port={url.Port};Username=postgres;Database=postgres");
        await demo.Process.WaitForLineAsync(line => line == "Ctrl-C ends the demo.");

        string faulty = await JudgeAsync(demo, []);
        foreach (var fault in s_faults)
        {
            string mended = await JudgeAsync(demo, [fault]);
            var causes = await CausesAsync(demo, faulty, mended);
            Assert.True(causes.Exists(cause => fault.IsMend(cause)), $"Nothing says that {fault.Name} was mended, but: {string.Join('\n', causes)}");
        }
        await JudgeAsync(demo, s_faults);
    }

    /// <summary>Every fault that is there is found, none that is mended, and nothing else. How long the machine's other work makes locks and starts take is not the marketplace's.</summary>
    /// <returns>The run: from when to when.</returns>
    private static async Task<string> JudgeAsync(AshiatoProcess demo, Fault[] mended)
    {
        // Rules say nothing rather than something wrong: a machine that is very busy with something else hides what is there.
        for (int attempt = 1; ; attempt++)
        {
            string run = await ShopAsync(demo, mended);
            var findings = await FindingsAsync(demo, run);
            string all = string.Join('\n', findings);
            foreach (var fault in mended) Assert.False(findings.Exists(finding => fault.IsFinding(finding)), $"{fault.Name} is mended and found: {all}");
            Assert.DoesNotContain(findings, finding => Kind(finding) is not ("waiting" or "slowStart") && !Array.Exists(s_faults, fault => fault.IsFinding(finding)));
            if (s_faults.Except(mended).FirstOrDefault(fault => !findings.Exists(finding => fault.IsFinding(finding))) is not { } hidden) return run;
            Assert.True(attempt < Attempts, $"{hidden.Name} is there and not found: {all}");
        }
    }

    /// <summary>Lets people shop, with some faults mended.</summary>
    /// <returns>From when to when.</returns>
    private static async Task<string> ShopAsync(AshiatoProcess demo, Fault[] mend)
    {
        var more = MoreLine().Match(demo.Process.Output);
        string market = more.Groups["url"].Value, begun = Now();
        await ChildProcess.RunAsync("dotnet", [more.Groups["program"].Value, "load", "--url", market, "--rounds", "8", "--seconds", "30", "--users", "2", "--mend", string.Join(',', mend.Select(fault => fault.Name))]);
        string ended = Now();
        // One process sends in the order in which things end: when this is there, all of it is.
        using var last = await demo.Http.GetAsync(new Uri(new Uri(market), "settings"), Cancel);
        while ((await AskAsync(demo, $"api/traces?from={ended}&to=now&kql={Uri.EscapeDataString("transaction.name:\"GET /settings\"")}")).GetArrayLength() == 0) await Task.Delay(100, Cancel);
        return $"{begun}~{ended}";
    }

    private static string Now() => DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static async Task<List<JsonElement>> FindingsAsync(AshiatoProcess demo, string range) =>
        [.. (await AskAsync(demo, $"api/findings?service=marketplace&from={range.Replace("~", "&to=", StringComparison.Ordinal)}")).GetProperty("findings").EnumerateArray()];

    private static async Task<List<JsonElement>> CausesAsync(AshiatoProcess demo, string before, string after) =>
        [.. (await AskAsync(demo, $"api/runs/diff?service=marketplace&before={before}&after={after}")).GetProperty("diff").GetProperty("causes").EnumerateArray()];

    private static async Task<JsonElement> AskAsync(AshiatoProcess demo, string what) => JsonElement.Parse(await demo.Http.GetStringAsync(new Uri(demo.Console!, what), Cancel));

    private static string? Kind(JsonElement one) => one.GetProperty("kind").GetString();

    private static string? Endpoint(JsonElement finding) => finding.TryGetProperty("transaction", out var name) ? name.GetString() : null;

    private static bool IsLoop(JsonElement finding, string table) => Kind(finding) == "calledInLoop" && IsAbout(finding, table);

    private static bool IsFewerCalls(JsonElement cause, string table) => Kind(cause) is "fewerCalls" or "vanishedCall" && IsAbout(cause, table);

    private static bool IsAbout(JsonElement one, string table) => one.GetProperty("call").GetProperty("text").GetString()!.EndsWith($" FROM {table} WHERE id = ?", StringComparison.Ordinal);

    private static bool IsGone(JsonElement cause, string kind) => Kind(cause) == "findingGone" && Kind(cause.GetProperty("finding")) == kind;

    [GeneratedRegex(@"^To shop more: dotnet (?<program>.+) load --url (?<url>\S+)", RegexOptions.Multiline)]
    private static partial Regex MoreLine();

    private sealed record Fault(string Name, Func<JsonElement, bool> IsFinding, Func<JsonElement, bool> IsMend);
}
