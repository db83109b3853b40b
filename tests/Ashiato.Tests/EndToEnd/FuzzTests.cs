using System.Globalization;
using System.Security.Cryptography;

namespace Ashiato.Tests.EndToEnd;

/// <summary>The project's command that sends requests that are nearly right: a small share in every run, each time others.</summary>
public sealed class FuzzTests
{
    [Fact]
    public async Task Requests_that_are_nearly_right_break_nothing_and_what_was_acknowledged_is_there()
    {
        string flavour = Path.GetRelativePath(Repository.Path("tests", "Ashiato.Tests"), AppContext.BaseDirectory);
        string seed = RandomNumberGenerator.GetInt32(int.MaxValue).ToString(CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");

        // It ends with another code than 0 when anything is wrong, which fails the test with all that it said.
        string output = await ChildProcess.RunAsync("dotnet",
        [
            Repository.Path("bench", "Ashiato.Bench", flavour, "Ashiato.Bench.dll"), "fuzz", "--seed", seed, "--count", "20000", "--wire", "400",
            "--program", Repository.Path("src", "Ashiato", flavour, "ashiato"),
        ]);

        Assert.Contains("requests without connections | 20,000", string.Join(' ', output.Split(' ', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
