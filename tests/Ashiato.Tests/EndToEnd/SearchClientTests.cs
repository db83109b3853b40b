using System.Text.Json.Nodes;

namespace Ashiato.Tests.EndToEnd;

/// <summary>The official JavaScript client, unmodified.</summary>
public sealed class SearchClientTests
{
    private const string Password = "correct-horse";

    private static readonly string s_folder = Repository.Path("tests", "agents", "search");

    [Theory]
    [InlineData(null, 404)]
    [InlineData(Password, 401)]
    public async Task The_official_client_sends_searches_and_goes_through_all_hits(string? password, int refusal)
    {
        string node = Tool.Node;
        await NodePackages.InstallAsync(s_folder);
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, password is null ? [] : ["--console-password", password]);

        string output = await ChildProcess.RunAsync(node, ["client.js", ashiato.Store!.ToString(), .. password is null ? Array.Empty<string>() : [password]], s_folder);

        string expected = $$"""
            {"cluster":"ashiato","ping":true,"bulk":[250,0],"badItem":[true,400],
             "search":{"total":38,"ids":["000000000000003c","0000000000000041"],"source":"GET /0","names":[["GET /0",13,24000],["GET /2",13,24500],["GET /1",12,23500]]},
             "pipelines":{"pairs":[["shop|GET /0",67,24900],["shop|GET /2",66,24800],["shop|GET /1",67,24700],["search|GET /2",17,24500]],
              "stats":{"count":4,"min":24500,"max":24900,"avg":24725,"sum":98900},"middle":{"50.0":24800} },
             "count":200,"msearch":[200,400],"scroll":250,"pointInTime":[250,true],
             "fields":["transaction.duration.us","transaction.id","transaction.name"],"indices":[["traces-apm-default","250"]],"health":"green",
             "error":[true,400,"illegal_argument_exception",true],"refused":{{refusal}}}
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(output)), output);
    }
}
