namespace Ashiato.Tests.EndToEnd;

/// <summary>The project's measuring program, built as the tests are.</summary>
internal static class BenchProgram
{
    private static readonly string s_flavour = Path.GetRelativePath(Repository.Path("tests", "Ashiato.Tests"), AppContext.BaseDirectory);

    /// <summary>The program that it can start and measure.</summary>
    public static string Ashiato { get; } = Repository.Path("src", "Ashiato", s_flavour, "ashiato");

    /// <summary>Runs one of its commands. It ends with another code than 0 when anything is wrong, which fails the test with all that it said.</summary>
    /// <returns>What it said.</returns>
    public static Task<string> RunAsync(params IEnumerable<string> arguments) => ChildProcess.RunAsync("dotnet", [Repository.Path("bench", "Ashiato.Bench", s_flavour, "Ashiato.Bench.dll"), .. arguments]);
}
