using System.Globalization;
using System.Security.Cryptography;

namespace Ashiato.Tests.EndToEnd;

/// <summary>The project's command that sends requests that are nearly right: a small share in every run, each time others.</summary>
public sealed class FuzzTests
{
    [Fact]
    public async Task Requests_that_are_nearly_right_break_nothing_and_what_was_acknowledged_is_there()
    {
        string seed = RandomNumberGenerator.GetInt32(int.MaxValue).ToString(CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");

        string output = await BenchProgram.RunAsync("fuzz", "--seed", seed, "--count", "20000", "--wire", "400", "--program", BenchProgram.Ashiato);

        Assert.Contains("requests without connections | 20,000", string.Join(' ', output.Split(' ', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
