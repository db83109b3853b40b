using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>The program with both recorded loads in it, as if they had happened just now; the first test that needs it starts it, the last one ends it.</summary>
/// <remarks>The marketplace's requests are of version 1.0.0 up to the middle of its load and of 1.1.0 from there; both halves are runs.</remarks>
[CollectionDefinition(Name)]
public sealed partial class RecordedConsole : ICollectionFixture<RecordedConsole>, IAsyncDisposable
{
    /// <summary>The collection whose tests share it, one after the other.</summary>
    public const string Name = "Recorded console";

    /// <summary>The body of the recording with which the second version begins.</summary>
    private const int FirstBodyAfterChange = 4;

    private TemporaryFolder? _data;
    private AshiatoProcess? _ashiato;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts what is not started yet, and opens a browser of one reader before it.</summary>
    internal async Task<ConsoleReader> OpenAsync()
    {
        var browser = await Browser.OpenAsync();
        try
        {
            if (_ashiato is null) await StartAsync();
            return new ConsoleReader(browser, _ashiato!.Console!);
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_ashiato is not null) await _ashiato.DisposeAsync();
        _data?.Dispose();
    }

    private async Task StartAsync()
    {
        _data = new TemporaryFolder();
        _ashiato = await AshiatoProcess.StartAsync(_data);
        string[] isucari = [.. IsucariStream.Bodies().Select((body, i) => Versioned(Encoding.UTF8.GetString(body), i < FirstBodyAfterChange ? "1.0.0" : "1.1.0"))];
        string[] recent = [.. Recent(isucari)];
        foreach (string body in recent) await SendAsync(body);
        await AddRunAsync(recent[..FirstBodyAfterChange], "1.0.0", 4_120);
        await AddRunAsync(recent[FirstBodyAfterChange..], "1.1.0", 5_870);
        foreach (string body in Recent([Opbeans()])) await SendAsync(body);
        await SendAsync(ErrorAndLog());
    }

    /// <summary>Sends one request of another service, as if it had happened just now.</summary>
    internal Task SendRequestAsync(string service) => SendAsync(string.Create(CultureInfo.InvariantCulture, $$$"""
        {"metadata":{"service":{"name":"{{{service}}}","agent":{"name":"go","version":"1.15.0"} } } }
        {"transaction":{"id":"{{{Guid.NewGuid().ToString("N")[..16]}}}","trace_id":"{{{Guid.NewGuid():N}}}","name":"GET /","type":"request","duration":12,"timestamp":{{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000}}},"span_count":{"started":0},"outcome":"success"}}

        """));

    private async Task SendAsync(string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new("application/x-ndjson") } };
        using var answer = await _ashiato!.Http.PostAsync(new Uri(_ashiato.Server!, "intake/v2/events"), content, Cancel);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private async Task AddRunAsync(string[] bodies, string version, double score)
    {
        long[] moments = [.. bodies.SelectMany(body => Timestamp().Matches(body)).Select(Micros)];
        using var content = JsonContent.Create(new { fromMicros = moments.Min(), toMicros = moments.Max(), version, score });
        using var answer = await _ashiato!.Http.PostAsync(new Uri(_ashiato.Console!, "api/runs"), content, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static string Versioned(string body, string version) =>
        body.Replace("\"name\":\"isucari\"", $"\"name\":\"isucari\",\"version\":\"{version}\"", StringComparison.Ordinal);

    private static string Opbeans()
    {
        using var file = new GZipStream(File.OpenRead(Repository.Path("tests", "corpus", "streams", "apm-nodejs-traces-3.29.0.ndjson.gz")), CompressionMode.Decompress);
        using var text = new StreamReader(file, Encoding.UTF8);
        return text.ReadToEnd();
    }

    /// <summary>Moves a recording, all of it by the same time, so that it ended a moment ago.</summary>
    private static IEnumerable<string> Recent(string[] bodies)
    {
        long newest = bodies.SelectMany(body => Timestamp().Matches(body)).Max(Micros);
        long shift = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000) - newest;
        return bodies.Select(body => Timestamp().Replace(body, found => string.Create(CultureInfo.InvariantCulture, $"\"timestamp\":{Micros(found) + shift}")));
    }

    private static long Micros(Match found) => long.Parse(found.Groups["micros"].Value, CultureInfo.InvariantCulture);

    /// <summary>What the recordings lack.</summary>
    private static string ErrorAndLog() => """
        {"metadata":{"service":{"name":"isucari","version":"1.1.0","agent":{"name":"go","version":"1.15.0"}}}}
        {"error":{"id":"00000000000000000000000000000001","timestamp":NOW,"grouping_key":"broken","culprit":"main.postBuy","exception":{"type":"*errors.errorString","message":"status code: 500","handled":true,"stacktrace":[{"function":"postBuy","filename":"main.go","lineno":988,"library_frame":false,"context_line":"return err","pre_context":["if err != nil {"],"post_context":["}"]},{"function":"ServeHTTP","filename":"server.go","lineno":2109,"library_frame":true}]}}}
        {"log":{"@timestamp":NOW,"log.level":"error","message":"order 12 failed after 3.5ms"}}

        """.Replace("NOW", (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    [GeneratedRegex("\"timestamp\":(?<micros>\\d+)")]
    private static partial Regex Timestamp();
}
