using Ashiato.Tests;
using Ashiato.Tests.EndToEnd;

namespace Ashiato.Operator.Tests;

/// <summary>Options of <c>ashiato operator</c> in a file.</summary>
public sealed class ConfigFileTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kubeconfig: /nowhere/one\ncontainer-registry: registry.example.org\nnamespaces: [a, b]\nlog-verbosity: 1\n", null, "/nowhere/one")]
    [InlineData("kubeconfig: /nowhere/one\n", "--kubeconfig=/nowhere/two", "/nowhere/two")]
    [InlineData("kubeconfig: /nowhere/one\nnamespace: a\n", null, "'namespace'")]
    [InlineData("- kubeconfig\n", null, "cannot be read")]
    [InlineData("kubeconfig: /nowhere/one\nwebhook-port: x\n", "--log-verbosity=much", "'much' (--log-verbosity)")]
    public async Task A_file_has_options_by_their_names_and_the_command_line_counts_over_it(string text, string? argument, string said)
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "eck.yaml");
        await File.WriteAllTextAsync(file, text, Cancel);
        string flavour = Path.GetRelativePath(Repository.Path("tests", "Ashiato.Operator.Tests", "bin"), AppContext.BaseDirectory).Split('/')[0];
        string[] arguments = [Repository.Path("src", "Ashiato", "bin", flavour, Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory))!, "ashiato.dll"), "operator", "--config", file];
        await using var running = ChildProcess.Start("dotnet", argument is null ? arguments : [.. arguments, argument]);
        Assert.NotEqual(0, await running.WaitForExitAsync());
        Assert.Contains(said, running.Error, StringComparison.Ordinal);
    }
}
