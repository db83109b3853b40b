using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Tests;
using Ashiato.Tests.EndToEnd;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ashiato.Operator.Tests;

/// <summary>The image that the .NET SDK makes without a container engine.</summary>
/// <remarks>The registry of .NET's own images may be out of reach where tests run: a base with nothing in it, from a registry in this process, stands in for them.</remarks>
public sealed class SdkImageTests
{
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    [Trait("Category", "Rehearsal")]
    public async Task It_has_the_program_and_what_the_container_file_says_of_user_ports_and_variables()
    {
        await using var registry = StartRegistry();
        await registry.StartAsync(Cancel);
        using var folder = new TemporaryFolder();
        string archive = Path.Combine(folder.Path, "image.tar"), flavour = Path.GetRelativePath(Repository.Path("tests", "Ashiato.Operator.Tests", "bin"), AppContext.BaseDirectory).Split('/')[0];
        // Whatever the build leaves running would keep the output open that is waited for.
        await using (var publish = ChildProcess.Start("dotnet",
            ["publish", Repository.Path("src", "Ashiato"), "--no-build", "-c", flavour, "-t:PublishContainer", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", $"-p:ContainerBaseImage=localhost:{new Uri(registry.Urls.First()).Port}/base:1", $"-p:ContainerArchiveOutputPath={archive}"]))
            Assert.True(await publish.WaitForExitAsync() == 0, publish.Output + publish.Error);

        var image = await ReadAsync(archive);
        Assert.Equal(("ashiato/ashiato:0.1.0", "1000:1000"), (image.Name, image.Config.Text("User")));
        Assert.Equal(["/app/ashiato.dll", "dotnet"], image.Config.ListAt("Entrypoint").Select(word => word!.ToString()).Order());
        Assert.Equal(["4317/tcp", "4318/tcp", "5601/tcp", "8200/tcp", "9200/tcp"], image.Config.ObjectAt("ExposedPorts")!.Select(port => port.Key).Order());
        Assert.Contains("ASHIATO_DATA=/var/lib/ashiato", image.Config.ListAt("Env").Select(variable => variable!.ToString()));
        Assert.Contains("app/ashiato.dll", image.Files.Select(file => file.TrimStart('/')));
    }

    private static async Task<(string Name, JsonObject Config, List<string> Files)> ReadAsync(string archive)
    {
        var texts = new Dictionary<string, JsonNode>();
        var files = new List<string>();
        await using var file = File.OpenRead(archive);
        await using var reader = new TarReader(file);
        while (await reader.GetNextEntryAsync(copyData: true, Cancel) is { } entry)
        {
            if (entry.DataStream is not { } data) continue;
            if (entry.Name.EndsWith(".json", StringComparison.Ordinal)) texts[entry.Name] = (await JsonNode.ParseAsync(data, cancellationToken: Cancel))!;
            else files.AddRange(await NamesAsync(data));
        }
        var manifest = (JsonObject)texts["manifest.json"][0]!;
        return (manifest.ListAt("RepoTags").Single()!.ToString(), ((JsonObject)texts[manifest.Text("Config")!]).ObjectAt("config")!, files);
    }

    private static async Task<List<string>> NamesAsync(Stream layer)
    {
        var names = new List<string>();
        await using var unpacked = new GZipStream(layer, CompressionMode.Decompress);
        await using var reader = new TarReader(unpacked);
        while (await reader.GetNextEntryAsync(cancellationToken: Cancel) is { } entry) names.Add(entry.Name);
        return names;
    }

    /// <summary>A registry with one image of one empty layer.</summary>
    private static WebApplication StartRegistry()
    {
        byte[] layer = Layer(out string plain);
        byte[] config = Encoding.UTF8.GetBytes($$"""{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/usr/bin"]},"rootfs":{"type":"layers","diff_ids":["{{plain}}"]},"history":[]}""");
        byte[] manifest = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{ManifestType}}","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":{{config.Length}},"digest":"{{Digest(config)}}"},
            "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":{{layer.Length}},"digest":"{{Digest(layer)}}"}]}
            """);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async context =>
        {
            string path = context.Request.Path.Value!;
            byte[]? answer = path.Contains("/manifests/", StringComparison.Ordinal) ? manifest : path.EndsWith(Digest(config), StringComparison.Ordinal) ? config : path.EndsWith(Digest(layer), StringComparison.Ordinal) ? layer : path.TrimEnd('/') == "/v2" ? [] : null;
            if (answer is null) context.Response.StatusCode = 404;
            context.Response.ContentType = answer == manifest ? ManifestType : "application/octet-stream";
            if (answer is not null) context.Response.Headers["Docker-Content-Digest"] = Digest(answer);
            await context.Response.Body.WriteAsync(answer ?? []);
        });
        return app;
    }

    private static byte[] Layer(out string plainDigest)
    {
        using var plain = new MemoryStream();
        using (var writer = new TarWriter(plain, TarEntryFormat.Ustar, leaveOpen: true)) writer.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "etc/"));
        plainDigest = Digest(plain.ToArray());
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(plain.ToArray());
        return packed.ToArray();
    }

    private static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
