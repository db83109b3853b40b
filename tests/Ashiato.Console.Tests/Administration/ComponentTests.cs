using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Ashiato.Console.Administration;

namespace Ashiato.Console.Tests.Administration;

public sealed partial class ComponentTests
{
    [Fact]
    public void Every_package_that_the_program_contains_is_named_with_its_licence()
    {
        string source = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "src");
        var packages = Directory.EnumerateFiles(source, "*.csproj", SearchOption.AllDirectories).SelectMany(file => Package().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct();

        Assert.Empty(packages.Except(Component.All.Select(component => component.Name)));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex("<PackageReference Include=\"([^\"]+)\"")]
    private static partial Regex Package();
}
