using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ashiato.Console.Tests.Frame;

namespace Ashiato.Console.Tests.Assets;

public sealed class BuiltAssetsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<string> TextAsync(PageServer server, string path) => server.Client.GetStringAsync(new Uri("/_built/any/" + path, UriKind.Relative), Cancel);

    [Theory]
    [InlineData("/setup", "css/console.css", "mark.svg", "js/head.js", "js/frame.js", "js/doctor-board.js", "js/first-trace.js")]
    [InlineData("/traces/file", "css/console.css", "mark.svg", "js/head.js", "js/frame.js", "traces/timeline.css", "traces/open-file.js")]
    public async Task A_page_asks_for_one_file_of_each_kind(string page, params string[] files)
    {
        await using var server = await PageServer.StartAsync();

        string html = await server.GetAsync(page);

        Assert.Equal(files.Order(), Regex.Matches(html, @"/_built/\w+/([\w./-]+)").Select(found => found.Groups[1].Value).Distinct().Order());
    }

    [Theory]
    [InlineData("js/frame.js")]
    [InlineData("js/charts.js")]
    [InlineData("js/live.js")]
    [InlineData("js/route-rules.js")]
    [InlineData("js/saved-views.js")]
    [InlineData("js/send.js")]
    [InlineData("js/doctor-board.js")]
    [InlineData("js/first-trace.js")]
    [InlineData("traces/share.js")]
    [InlineData("traces/open-file.js")]
    [InlineData("Traces/Waterfall.razor.js")]
    public async Task A_script_brings_all_that_it_imports_and_asks_for_nothing_but_the_frame(string path)
    {
        await using var server = await PageServer.StartAsync();

        string script = await TextAsync(server, path);

        Assert.All(Regex.Matches(script, @"^import .* from '(.*)';$", RegexOptions.Multiline), import => Assert.Equal("../js/frame.js", import.Groups[1].Value));
        foreach (string module in Regex.Matches(script, @"= (\$\w+);$", RegexOptions.Multiline).Select(used => used.Groups[1].Value))
            Assert.Matches($@"(?m)^(const {Regex.Escape(module)} = \(\(\) => {{|import {{.*{Regex.Escape(module)}\b)", script);
    }

    [Fact]
    public async Task A_module_of_which_a_page_may_have_one_only_comes_with_the_frame()
    {
        await using var server = await PageServer.StartAsync();

        Assert.Contains("const $js_tip_js = ", await TextAsync(server, "js/frame.js"), StringComparison.Ordinal);
        Assert.DoesNotContain("const $js_tip_js = ", await TextAsync(server, "js/charts.js"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_debugger_finds_the_files_again()
    {
        await using var server = await PageServer.StartAsync();
        string script = await TextAsync(server, "js/charts.js");

        var map = JsonNode.Parse(await TextAsync(server, "js/" + Regex.Match(script, @"sourceMappingURL=(\S+)").Groups[1].Value))!;

        string[] mapped = map["mappings"]!.GetValue<string>().Split(';'), lines = script.Split('\n');
        var texts = map["sourcesContent"]!.AsArray().Select(text => text!.GetValue<string>().Split('\n')).ToList();
        int source = map["sources"]!.AsArray().Select(name => name!.GetValue<string>()).ToList().IndexOf("../js/time-chart.js");
        int wanted = Array.FindIndex(lines, line => line.StartsWith("class TimeChart", StringComparison.Ordinal));
        // Each new file begins a segment that steps one file on.
        Assert.Equal(source, mapped[..(wanted + 1)].Count(segment => segment.StartsWith("AC", StringComparison.Ordinal)));
        int first = Array.FindLastIndex(mapped, wanted, segment => segment.StartsWith("AC", StringComparison.Ordinal));
        Assert.Equal(lines[wanted], texts[source][wanted - first]);
    }

    [Fact]
    public async Task Style_sheets_come_as_one_in_their_order()
    {
        await using var server = await PageServer.StartAsync();

        string styles = await TextAsync(server, "css/console.css");

        Assert.DoesNotContain("@import", styles, StringComparison.Ordinal);
        Assert.True(styles.IndexOf("--", StringComparison.Ordinal) < styles.IndexOf(".uplot", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Scripts_travel_packed_as_the_browser_can_read(string encoding)
    {
        await using var server = await PageServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_built/any/js/charts.js");
        request.Headers.Add("Accept-Encoding", encoding);

        using var response = await server.Client.SendAsync(request, Cancel);
        byte[] packed = await response.Content.ReadAsByteArrayAsync(Cancel);

        Assert.Equal((encoding, "Accept-Encoding"), (response.Content.Headers.ContentEncoding.Single(), response.Headers.Vary.Single()));
        using var unpacked = new StreamReader(encoding == "br" ? new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress) : new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        Assert.Equal(await TextAsync(server, "js/charts.js"), await unpacked.ReadToEndAsync(Cancel));
    }

    [Theory]
    [InlineData("js/gone.js")]
    [InlineData("js/gone.js.map")]
    [InlineData("js/..%2fcss/console.css")]
    [InlineData("..%2f..%2fappsettings.json")]
    public async Task What_is_no_asset_is_not_found(string path)
    {
        await using var server = await PageServer.StartAsync();

        using var response = await server.Client.GetAsync(new Uri("/_built/any/" + path, UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
