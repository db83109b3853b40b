using Ashiato.Tests;
using Ashiato.Tests.EndToEnd;

namespace Ashiato.Kube.Tests;

/// <summary>The real kubectl, pointed at a cluster by a kubeconfig, so that commands read as people write them.</summary>
internal sealed class Kubectl : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly string _program = Tool.Kubectl;
    private readonly Dictionary<string, string> _environment;

    /// <summary>A kubectl for one server; its cache is its own, since a port may be another server's tomorrow.</summary>
    public Kubectl(Uri server)
    {
        string config = Path.Combine(_home.Path, "config");
        File.WriteAllText(config, $"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters: [{"{"}name: test, cluster: {"{"}server: "{server}"{"}"}{"}"}]
            contexts: [{"{"}name: test, context: {"{"}cluster: test, user: test{"}"}{"}"}]
            users: [{"{"}name: test, user: {"{}"}{"}"}]
            """);
        _environment = new Dictionary<string, string> { ["KUBECONFIG"] = config, ["HOME"] = _home.Path };
    }

    /// <summary>A kubectl for the cluster that a kubeconfig names.</summary>
    /// <param name="kubeconfig">The file.</param>
    /// <param name="keepsHome">True when it may need what else is in the home of who runs the tests, such as a cloud's credentials.</param>
    public Kubectl(string kubeconfig, bool keepsHome = false)
    {
        _environment = new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig };
        if (!keepsHome) _environment["HOME"] = _home.Path;
    }

    /// <summary>The file that names the cluster.</summary>
    public string Config => _environment["KUBECONFIG"];

    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>Standard output, without the last line's end.</returns>
    public async Task<string> RunAsync(string arguments, string? manifest = null)
    {
        var (code, output, error) = await TryAsync(arguments, manifest);
        Assert.True(code == 0, $"kubectl {arguments} ended with {code}: {error}{output}");
        return output.TrimEnd('\n');
    }

    /// <summary>Runs a command that must fail.</summary>
    /// <returns>Standard error.</returns>
    public async Task<string> FailAsync(string arguments, string? manifest = null)
    {
        var (code, output, error) = await TryAsync(arguments, manifest);
        Assert.True(code != 0, $"kubectl {arguments} succeeded: {output}");
        return error;
    }

    /// <summary>Runs a command. A dash among the arguments stands for the manifest, as a file.</summary>
    public async Task<(int Code, string Output, string Error)> TryAsync(string arguments, string? manifest = null)
    {
        var words = Split(arguments);
        if (manifest is not null)
        {
            string file = Path.Combine(_home.Path, $"{Guid.NewGuid():N}.yaml");
            await File.WriteAllTextAsync(file, manifest);
            words = [.. words.Select(word => word == "-" ? file : word)];
        }
        await using var process = ChildProcess.Start(_program, words, _environment);
        int code = await process.WaitForExitAsync();
        return (code, process.Output, process.Error);
    }

    /// <summary>Starts a command that goes on until it is stopped.</summary>
    public ChildProcess Start(string arguments) => ChildProcess.Start(_program, Split(arguments), _environment);

    public void Dispose() => _home.Dispose();

    private static List<string> Split(string arguments) => [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace("'", "", StringComparison.Ordinal))];
}
