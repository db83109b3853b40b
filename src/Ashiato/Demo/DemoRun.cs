using System.Text.Json;
using Ashiato.Settings;

namespace Ashiato.Demo;

/// <summary>Starts a marketplace and the services that it depends on, lets people shop, and says where to look.</summary>
/// <param name="server">Where its agents send.</param>
/// <param name="console">Where people look.</param>
/// <param name="load">Who shops.</param>
internal sealed class DemoRun(Uri server, Uri console, DemoLoad load) : IAsyncDisposable
{
    private static readonly TimeSpan s_arriveWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(250);

    private readonly List<DemoProgram> _programs = [];

    /// <summary>The marketplace's program, which is built together with this one.</summary>
    /// <exception cref="StartupException">This program does not stand in a clone.</exception>
    public static string Find()
    {
        // The last two folders are configuration and framework, and the same for both programs.
        string[] flavour = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^2..];
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            string program = Path.Combine([above.FullName, "samples", "Marketplace", "bin", .. flavour, "marketplace.dll"]);
            if (File.Exists(program)) return program;
        }
        throw new StartupException("The marketplace of the demo is not here; it comes with the sources. Clone them, and run: dotnet run --project src/Ashiato -- demo");
    }

    /// <summary>Does so. The services run until this is disposed.</summary>
    public async Task RunAsync(string marketplace, TextWriter output, CancellationToken cancel)
    {
        output.WriteLine();
        output.WriteLine("The demo starts a marketplace for used chairs, with a payment and a shipment service …");
        string[] common = ["--urls", "http://127.0.0.1:0", "--until-input-ends", "true"];
        var payment = Start(["payment", .. common]);
        var shipment = Start(["shipment", .. common]);
        var market = Start([.. common.Prepend("market"), "--database", load.Database,
            "--payment", (await payment.ListenAsync(cancel)).ToString(), "--shipment", (await shipment.ListenAsync(cancel)).ToString()]);
        string url = (await market.ListenAsync(cancel)).ToString();
        output.WriteLine($"  Marketplace  {url.TrimEnd('/')}");
        output.WriteLine($"… and {load.Users} people shop there for {load.Seconds} s.");
        output.Flush();

        string[] shop = ["load", "--url", url, "--seconds", $"{load.Seconds}", "--users", $"{load.Users}"];
        string score = await Start(load.Mend is null ? shop : [.. shop, "--mend", load.Mend]).EndAsync(cancel);
        string buy = await FindAsync("POST /buy", 3, cancel), items = await FindAsync("GET /new_items.json", 1, cancel);
        output.WriteLine();
        output.WriteLine($"It is over: {score}. Look at:");
        output.WriteLine();
        output.WriteLine($"  {Page("traces/" + buy)}  a purchase, across three services");
        output.WriteLine($"  {Page("traces/" + items)}  a list of items, and how often it asks the database");
        output.WriteLine($"  {Page("findings")}  what could be mended, and what that would save");
        output.WriteLine();
        output.WriteLine($"To shop more: dotnet {marketplace} load --url {url.TrimEnd('/')} --mend users,categories,shipments,hash,lock");
        output.WriteLine("Ctrl-C ends the demo.");
        output.Flush();

        DemoProgram Start(params IEnumerable<string> arguments)
        {
            var program = DemoProgram.Start(marketplace, server, arguments);
            lock (_programs) _programs.Add(program);
            return program;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs) await program.DisposeAsync();
    }

    private Uri Page(string path) => new(console, path);

    /// <summary>
    /// Finds a usual one of the newest traces that began with a transaction: the slowest shows how a program starts. Each service sends
    /// on its own, so a trace is waited for until as many have told their part.
    /// </summary>
    private async Task<string> FindAsync(string transaction, int services, CancellationToken cancel)
    {
        using var client = new HttpClient { BaseAddress = console };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_arriveWithin);
        string? usual = null;
        try
        {
            while (true)
            {
                usual = await UsualAsync(client, transaction, patience.Token);
                if (usual is not null && await ServicesOfAsync(client, usual, patience.Token) >= services) return usual;
                await Task.Delay(s_lookAgain, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return usual ?? throw new StartupException($"No trace of '{transaction}' arrived within {s_arriveWithin.TotalSeconds:0} s. The connection doctor may say why: {Page("doctor")}");
        }
    }

    /// <summary>Of the newest traces that began with a transaction, the one of middle length; <see langword="null"/> when there is none.</summary>
    private static async Task<string?> UsualAsync(HttpClient client, string transaction, CancellationToken cancel)
    {
        var newest = new Uri("api/traces?kql=" + Uri.EscapeDataString($"transaction.name:\"{transaction}\""), UriKind.Relative);
        using var traces = JsonDocument.Parse(await client.GetStringAsync(newest, cancel));
        var found = traces.RootElement.EnumerateArray().OrderBy(trace => trace.GetProperty("durationMicros").GetInt64()).ToList();
        return found.Count == 0 ? null : found[found.Count / 2].GetProperty("traceId").GetString();
    }

    private static async Task<int> ServicesOfAsync(HttpClient client, string traceId, CancellationToken cancel)
    {
        using var trace = JsonDocument.Parse(await client.GetStringAsync(new Uri("api/traces/" + traceId, UriKind.Relative), cancel));
        return trace.RootElement.GetProperty("services").GetArrayLength();
    }
}
