using System.Globalization;

namespace Ashiato.Tests.EndToEnd;

/// <summary>A service of <c>tests/agents/node</c> or <c>node-old</c>, followed by the real elastic-apm-node.</summary>
internal sealed class NodeService : IAsyncDisposable
{
    private static readonly string Folder = Repository.Path("tests", "agents", "node");
    private static readonly string OldFolder = Repository.Path("tests", "agents", "node-old");
    private readonly ChildProcess _process;

    private NodeService(ChildProcess process, int port)
    {
        _process = process;
        Url = new Uri($"http://127.0.0.1:{port}/");
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Installs what the services need.</summary>
    public static Task InstallAsync() => NodePackages.InstallAsync(Folder);

    /// <summary>Starts a service and waits until it listens.</summary>
    /// <param name="name">The script's name without <c>.js</c>, which is also the service's.</param>
    /// <param name="server">Where the agent sends.</param>
    /// <param name="secretToken">What the agent shows.</param>
    /// <param name="settings">The service's own variables.</param>
    public static Task<NodeService> StartAsync(string name, Uri server, string secretToken, Dictionary<string, string>? settings = null) =>
        StartAsync(Folder, ["-r", "elastic-apm-node/start.js", $"{name}.js"], name, server, secretToken, settings);

    /// <summary>Starts the stock service with an earlier major version of the agent, and waits until it listens.</summary>
    /// <param name="major">The version.</param>
    /// <param name="server">Where the agent sends.</param>
    /// <param name="secretToken">What the agent shows.</param>
    public static async Task<NodeService> StartOldAsync(int major, Uri server, string secretToken)
    {
        await NodePackages.InstallAsync(OldFolder);
        return await StartAsync(OldFolder, ["stock.js", $"elastic-apm-node-{major}"], "stock", server, secretToken, null);
    }

    private static async Task<NodeService> StartAsync(string folder, string[] arguments, string name, Uri server, string secretToken, Dictionary<string, string>? settings)
    {
        var environment = new Dictionary<string, string>(settings ?? [])
        {
            ["ELASTIC_APM_SERVICE_NAME"] = name,
            ["ELASTIC_APM_SERVER_URL"] = server.ToString(),
            ["ELASTIC_APM_SECRET_TOKEN"] = secretToken,
            // Flush soon, and ask no cloud for its name: the test waits for the first and has no use for the second.
            ["ELASTIC_APM_API_REQUEST_TIME"] = "1s",
            ["ELASTIC_APM_CLOUD_PROVIDER"] = "none",
        };
        var process = ChildProcess.Start(Tool.Node, arguments, environment, folder);
        try
        {
            string line = await process.WaitForLineAsync(line => line.StartsWith("listening on ", StringComparison.Ordinal));
            return new NodeService(process, int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
