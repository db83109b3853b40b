using Ashiato.Intake.Tests.Enrichment;

namespace Ashiato.Tests.EndToEnd;

/// <summary>The project's command that replays a manifest, over the corpus.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task What_is_sent_is_found_through_the_Search_API_as_expected()
    {
        using var data = new TemporaryFolder();
        using var places = new PlacesFile();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--secret-token", "t0ken", "--rum", "on", "--geoip", places.Path);

        string output = await BenchProgram.RunAsync(
            "replay", Repository.Path("tests", "corpus", "manifest.json"), "--server", ashiato.Server!.ToString(), "--store", ashiato.Store!.ToString(), "--secret-token", "t0ken");

        Assert.True(output.Contains("fields are equal: 100.00 %", StringComparison.Ordinal), output);
    }
}
