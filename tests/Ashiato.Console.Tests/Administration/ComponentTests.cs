using System.Text.RegularExpressions;
using Ashiato.Console.Administration;

namespace Ashiato.Console.Tests.Administration;

public sealed partial class ComponentTests
{
    [Fact]
    public void Every_package_that_the_program_contains_is_named_with_its_licence()
    {
        string source = Path.Combine(Repository(), "src");
        // The agent's library is part of other people's programs, not of this one.
        var packages = Directory.EnumerateFiles(source, "*.csproj", SearchOption.AllDirectories).Where(file => !file.EndsWith("Ashiato.Agent.csproj", StringComparison.Ordinal)).SelectMany(file => Package().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct();

        Assert.Empty(packages.Except(Component.All.Select(component => component.Name)));
    }

    /// <summary>The folder with the solution, found from the test's binaries: paths in a deterministic build's symbols name no folder of this machine.</summary>
    private static string Repository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Ashiato.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }

    [GeneratedRegex("<PackageReference Include=\"([^\"]+)\"")]
    private static partial Regex Package();
}
