using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ashiato.Console.Tests.Frame;
using Ashiato.Console.Traces.Sharing;
using Ashiato.Model;
using Ashiato.Query.Tests;

namespace Ashiato.Console.Tests.Traces;

public sealed partial class TraceHtmlTests
{
    private const string Path = $"/traces/{SampleEvents.TraceId}/trace.html";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static SampleEvents Shop => new SampleEvents()
        .Transaction("t1", takes: 5_000, name: "GET /<script>alert(1)</script>", with: batch => batch.Set(Fields.UrlFull, "http://shop/?token=hunter2"))
        .Span("s1", at: 100, with: batch => batch.Set(Fields.SpanDbStatement, "SELECT 1 WHERE a = '</script><script>'"));

    [Fact]
    public async Task A_saved_trace_names_no_address_but_data()
    {
        string html = await SaveAsync();

        Assert.All(Reference().Matches(html), found => Assert.Matches("^(#|data:)", found.Groups["address"].Value));
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_an_application_sent_cannot_become_a_script_of_the_file()
    {
        string html = await SaveAsync();

        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("'</script>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_allows_its_own_scripts_and_styles_alone()
    {
        string html = await SaveAsync();

        string policy = WebUtility.HtmlDecode(Policy().Match(html).Groups["policy"].Value);
        Assert.Equal(OfflineAssets.Policy, policy);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains($"<style>{OfflineAssets.Styles}</style>", html, StringComparison.Ordinal);
        Assert.Contains($"<script type=\"importmap\">{OfflineAssets.ImportMap}</script>", html, StringComparison.Ordinal);
        Assert.Contains($"<script type=\"module\">{OfflineAssets.Start}</script>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_masked_in_the_file()
    {
        string html = await SaveAsync();

        Assert.DoesNotContain("hunter2", html, StringComparison.Ordinal);
        Assert.Contains("secrets masked", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_saved_under_the_name_of_the_trace()
    {
        await using var server = await PageServer.StartAsync(Shop);

        using var response = await server.Client.GetAsync(new Uri(Path, UriKind.Relative), Cancel);
        using var unknown = await server.Client.GetAsync(new Uri("/traces/ffff/trace.html", UriKind.Relative), Cancel);

        Assert.Equal($"trace-{SampleEvents.TraceId}.html", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public void Every_module_that_a_module_needs_is_in_the_map()
    {
        var map = JsonElement.Parse(OfflineAssets.ImportMap).GetProperty("imports").EnumerateObject().ToArray();
        var names = map.Select(module => module.Name).ToHashSet();
        var modules = map.Select(module => Encoding.UTF8.GetString(Convert.FromBase64String(module.Value.GetString()!.Split("base64,")[1]))).ToArray();

        Assert.Contains("ashiato/waterfall.js", names);
        Assert.DoesNotContain(modules, module => Relative().IsMatch(module));
        Assert.All(modules.SelectMany(module => Needed().Matches(module)), found => Assert.Contains(found.Groups["name"].Value, names));
    }

    private static async Task<string> SaveAsync()
    {
        await using var server = await PageServer.StartAsync(Shop);
        using var response = await server.Client.GetAsync(new Uri(Path, UriKind.Relative), Cancel);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    [GeneratedRegex("""\s(?:src|href|action|data-url)=.(?<address>[^"]*)""")]
    private static partial Regex Reference();

    [GeneratedRegex("""http-equiv="Content-Security-Policy" content="(?<policy>[^"]*)""")]
    private static partial Regex Policy();

    [GeneratedRegex("""^(?:import|export)\b[^;]*?from\s+'\.""", RegexOptions.Multiline)]
    private static partial Regex Relative();

    [GeneratedRegex("""from '(?<name>ashiato/[^']+)'""")]
    private static partial Regex Needed();
}
