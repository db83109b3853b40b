using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using Ashiato.Bench.Replay;

namespace Ashiato.Bench;

/// <summary><c>bench replay</c>: sends every payload of a manifest to a running server and compares what the Search API then finds with what is expected.</summary>
internal static class ReplayCommand
{
    private const double Target = 0.99;

    private static readonly Argument<string> s_manifest = new("manifest") { Description = "The manifest: which payload goes where, and which documents or answer to expect." };
    private static readonly Option<string> s_server = new("--server") { Description = "The server, where agents send.", DefaultValueFactory = _ => "http://127.0.0.1:8200" };
    private static readonly Option<string> s_store = new("--store") { Description = "The Search API.", DefaultValueFactory = _ => "http://127.0.0.1:9200" };
    private static readonly Option<string?> s_token = new("--secret-token") { Description = "What the server asks of agents." };
    private static readonly Option<string?> s_password = new("--password") { Description = "The password of user elastic." };
    private static readonly Option<bool> s_json = new("--json") { Description = "Send OTLP as JSON where the manifest has it." };

    public static Command Create()
    {
        var command = new Command("replay", "Replay a manifest's payloads and compare the documents found, field by field. Exit code 1 when fewer than 99 % are equal.")
        {
            s_manifest, s_server, s_store, s_token, s_password, s_json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var server = new HttpClient { BaseAddress = new Uri(parsed.GetValue(s_server)!) };
        using var search = new HttpClient { BaseAddress = new Uri(parsed.GetValue(s_store)!) };
        if (parsed.GetValue(s_password) is { } password)
            search.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("elastic:" + password)));
        try
        {
            var manifest = ReplayManifest.Read(parsed.GetValue(s_manifest)!);
            var run = new ReplayRun(server, new StoredDocuments(search), parsed.GetValue(s_token), parsed.GetValue(s_json));
            await run.UploadSourceMapsAsync(manifest, cancel);
            int fields = 0, equal = 0;
            foreach (var pair in manifest)
            {
                var result = await run.ReplayAsync(pair, cancel);
                fields += result.FieldCount;
                equal += result.EqualCount;
                Console.WriteLine($"{pair.Name}: {result.EqualCount} of {result.FieldCount} equal");
                foreach (string difference in result.Differences) Console.WriteLine($"  {difference}");
            }
            double share = fields == 0 ? 0 : (double)equal / fields;
            Console.WriteLine(FormattableString.Invariant($"{equal} of {fields} fields are equal: {100 * share:0.00} %"));
            return share >= Target ? 0 : 1;
        }
        catch (Exception e) when (e is BenchException or HttpRequestException or IOException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }
}
