namespace Ashiato.Tests.EndToEnd;

/// <summary>The project's command that replays a manifest, over the corpus.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task What_is_sent_is_found_through_the_Search_API_as_expected()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--secret-token", "t0ken");
        string flavour = Path.GetRelativePath(Repository.Path("tests", "Ashiato.Tests"), AppContext.BaseDirectory);
        string[] replay =
        [
            Repository.Path("bench", "Ashiato.Bench", flavour, "Ashiato.Bench.dll"), "replay", Repository.Path("tests", "corpus", "manifest.json"),
            "--server", ashiato.Server!.ToString(), "--store", ashiato.Store!.ToString(), "--secret-token", "t0ken",
        ];

        string output = await ChildProcess.RunAsync("dotnet", replay);

        // Of every pair all fields, but for the places of addresses, for which there is no database here.
        var differences = output.Split('\n').Where(static line => line.StartsWith("  ", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(differences, static line => !line.Contains(": client.geo.", StringComparison.Ordinal));
        Assert.Contains("fields are equal: 99.", output, StringComparison.Ordinal);
    }
}
