using System.Collections;
using System.Globalization;
using System.Net;
using System.Resources;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ashiato.Console.Api;
using Ashiato.Console.Localisation;
using Ashiato.Console.Tests.Api;
using Ashiato.Query;
using Ashiato.Settings;
using Ashiato.Storage;

namespace Ashiato.Console.Tests.Localisation;

/// <summary>What forms can be answered, in the language of their page.</summary>
public sealed partial class RefusalsTests
{
    private static readonly IReadOnlyList<Enum> s_all = [.. Enum.GetValues<SettingsRefusal>().Cast<Enum>(), .. Enum.GetValues<QueryRefusal>().Cast<Enum>(), .. Enum.GetValues<ApiRefusal>().Cast<Enum>(), .. Enum.GetValues<StoreRefusal>().Cast<Enum>()];

    [Fact]
    public void Every_reason_is_told_in_japanese_and_none_besides()
    {
        var japanese = new ResourceManager("Ashiato.Console.Localisation.Refusals", typeof(ConsoleOptions).Assembly)
            .GetResourceSet(CultureInfo.GetCultureInfo("ja"), createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>().Select(entry => (string)entry.Key).Order(StringComparer.Ordinal);

        Assert.Equal(s_all.Select(why => why.ToString()).Order(StringComparer.Ordinal), japanese);
    }

    [Fact]
    public void Every_reason_is_said_somewhere_and_its_japanese_names_nothing_that_its_sentence_does_not()
    {
        var holes = new Dictionary<string, int>();
        string[] sources = [.. Directory.EnumerateFiles(Path.Combine(Repository(), "src"), "*.cs", SearchOption.AllDirectories), .. Directory.EnumerateFiles(Path.Combine(Repository(), "src"), "*.razor", SearchOption.AllDirectories)];
        foreach (string source in sources.Where(static path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
            foreach (Match said in Said().Matches(File.ReadAllText(source)))
                holes[said.Groups["why"].Value] = said.Groups["hole"].Captures.Count;

        Assert.Empty(s_all.Select(why => why.ToString()).Except(holes.Keys));
        Assert.All(s_all, why => Assert.DoesNotContain(Numbered().Matches(Refusals.Japanese(why)!), hole => int.Parse(hole.Groups[1].Value, CultureInfo.InvariantCulture) >= holes[why.ToString()]));
    }

    [Theory]
    [InlineData("POST", "/api/api-keys", """{"name":""}""", "keyName")]
    [InlineData("POST", "/api/api-keys", """{"name":"a","privileges":["event:read","all"]}""", "noSuchPrivilege")]
    [InlineData("POST", "/api/api-keys", """{"name":"a","privileges":[]}""", "keyPrivilege")]
    [InlineData("POST", "/api/api-keys", """{"name":"a","expiresInDays":-1}""", "keyDays")]
    [InlineData("POST", "/api/api-keys", "{", "bodyUnreadable")]
    [InlineData("POST", "/api/api-keys", "null", "bodyIsNull")]
    [InlineData("DELETE", "/api/api-keys/none", null, "noSuchKey")]
    [InlineData("POST", "/api/users", """{"name":"a b","role":"admin"}""", "userName")]
    [InlineData("POST", "/api/users", """{"name":"ann","role":"owner"}""", "noSuchRole")]
    [InlineData("POST", "/api/users", """{"name":"ann","role":"viewer"}""", "firstUserIsAdmin")]
    [InlineData("POST", "/api/users", """{"name":"ann","role":"admin","password":"short"}""", "passwordTooShort")]
    [InlineData("POST", "/api/users", """{"name":"somebody","role":"admin","password":"somebody"}""", "passwordIsName")]
    [InlineData("POST", "/api/users", """{"name":"ann","role":"admin","password":"aaaaaaaaaa"}""", "passwordRepeats")]
    [InlineData("DELETE", "/api/users/nobody", null, "noSuchUser")]
    [InlineData("PUT", "/api/agent-configurations", "{}", "settingsMissing")]
    [InlineData("PUT", "/api/agent-configurations", """{"settings":{"transaction_sample_rate":"2"}}""", "optionIsShare")]
    [InlineData("PUT", "/api/agent-configurations", """{"settings":{"capture_body":"some"}}""", "optionIsOneOf")]
    [InlineData("PUT", "/api/agent-configurations", """{"settings":{"recording":"maybe"}}""", "optionIsTrueOrFalse")]
    [InlineData("PUT", "/api/agent-configurations", """{"settings":{"transaction_max_spans":"-1"}}""", "optionIsWholeUpTo")]
    [InlineData("PUT", "/api/agent-configurations", """{"settings":{"stack_trace_limit":"few"}}""", "optionIsWhole")]
    [InlineData("PUT", "/api/agent-configurations", """{"settings":{"metrics_interval":"soon"}}""", "optionIsDuration")]
    [InlineData("PUT", "/api/agent-configurations", """{"settings":{"api_request_size":"big"}}""", "optionIsSize")]
    [InlineData("DELETE", "/api/agent-configurations?service=a", null, "noSuchConfiguration")]
    [InlineData("PUT", "/api/agents/recording", "{}", "isOnMissing")]
    [InlineData("PUT", "/api/agents/recording", """{"isOn":true,"rate":2}""", "recordingRate")]
    [InlineData("GET", "/api/route-rules/preview?pattern=", null, "routePatternLength")]
    [InlineData("PUT", "/api/route-rules", """[{"pattern":"^(("}]""", "routePatternExpression")]
    [InlineData("PUT", "/api/views", """{"name":"","address":"/services"}""", "viewNameLength")]
    [InlineData("PUT", "/api/views", """{"name":"a","address":"https://elsewhere"}""", "viewAddress")]
    [InlineData("DELETE", "/api/views/none", null, "noSuchView")]
    [InlineData("POST", "/api/runs", """{"fromMicros":10,"toMicros":5}""", "runEndsBeforeItBegins")]
    [InlineData("DELETE", "/api/runs/7", null, "noSuchRun")]
    [InlineData("PUT", "/api/runs/rules", """[{"kind":"request"}]""", "runRuleCondition")]
    [InlineData("PUT", "/api/runs/rules", """[{"kind":"version"}]""", "runRuleService")]
    [InlineData("PUT", "/api/runs/rules", """[{"kind":"silence","silenceSeconds":0}]""", "runRuleSilence")]
    [InlineData("PUT", "/api/runs/rules", """[{"kind":"silence","longestMinutes":0}]""", "runRuleLongest")]
    [InlineData("PUT", "/api/runs/rules", """[{"kind":"noise"}]""", "noSuchWord")]
    [InlineData("POST", "/api/runs/rules", "{}", "runRuleKindMissing")]
    [InlineData("PUT", "/api/chat-addresses", """{"name":"team","url":"file:///etc/passwd"}""", "chatAddress")]
    [InlineData("PUT", "/api/chat-addresses", """{"name":"","url":"https://chat.example/"}""", "chatNameLength")]
    [InlineData("DELETE", "/api/chat-addresses/none", null, "noSuchChat")]
    [InlineData("POST", "/api/runs/1/post", "{}", "chatNotSet")]
    [InlineData("PUT", "/api/findings/mutes", "{}", "kindMissing")]
    [InlineData("PUT", "/api/findings/mutes", """{"kind":"calledInLoop","days":-1}""", "muteDays")]
    [InlineData("DELETE", "/api/findings/mutes/none", null, "noSuchMute")]
    [InlineData("DELETE", "/api/pins/none", null, "cannotPin")]
    [InlineData("POST", "/api/store/backup", "{}", "backupDirectory")]
    [InlineData("DELETE", "/api/store/verification", null, "nothingGoesOn")]
    [InlineData("POST", "/api/traces/file", "[]", "fileIsNoObject")]
    [InlineData("POST", "/api/traces/file", "{}", "fileOfNoKnownForm")]
    [InlineData("POST", "/api/traces/file", "{", "fileUnreadable")]
    [InlineData("POST", "/api/traces/file", """{"resourceSpans":[]}""", "fileWithoutSpans")]
    [InlineData("DELETE", "/api/source-maps?service=a&version=1&path=x.js", null, "noSuchSourceMap")]
    [InlineData("PUT", "/api/nothing", "{}", "noSuchAddress")]
    public async Task A_form_is_answered_in_the_language_of_its_page(string method, string path, string? body, string code)
    {
        await using var server = await ApiServer.StartAsync(new MemoryEventStore());

        var japanese = await AnswerAsync(server, method, path, body, "language=ja");
        var english = await AnswerAsync(server, method, path, body, cookie: null);

        Assert.Equal((code, code), (japanese.GetProperty("code").GetString(), english.GetProperty("code").GetString()));
        Assert.Matches(Kana(), japanese.GetProperty("detail").GetString());
        Assert.DoesNotMatch(Kana(), english.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task What_is_wrong_with_a_condition_is_told_in_japanese_too()
    {
        await using var server = await ApiServer.StartAsync(new MemoryEventStore());

        var answer = await AnswerAsync(server, "PUT", "/api/runs/rules", """[{"kind":"request","kql":"a : ("}]""", "language=ja");

        Assert.Matches(Kana(), answer.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task What_a_store_refuses_is_told_in_the_language_of_the_page()
    {
        await using var server = await ApiServer.StartAsync(new UnreadableStore(static () => new QueryException(StoreRefusal.QueryMemory, $"The query needs more than {256} MiB of memory.")));

        var japanese = await AnswerAsync(server, "GET", "/api/services", null, "language=ja");
        var english = await AnswerAsync(server, "GET", "/api/services", null, cookie: null);

        Assert.Equal(("queryMemory", "queryMemory"), (japanese.GetProperty("code").GetString(), english.GetProperty("code").GetString()));
        Assert.StartsWith("質問に 256 MiB より多い", japanese.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("The query needs more than 256 MiB of memory.", english.GetProperty("detail").GetString());
    }

    private static async Task<JsonElement> AnswerAsync(ApiServer server, string method, string path, string? body, string? cookie)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{method} {path} answered {response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Ashiato.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Ashiato.slnx; run the tests inside the clone.");
    }

    // A reason and the sentence that stands beside it: $"…{hole}…", whose holes may hold texts of their own.
    [GeneratedRegex("""(?:Settings|Query|Api|Store)Refusal\.(?<why>\w+), \$"(?:[^"\\{]|\\.|(?<hole>\{(?:[^{}"]|"[^"]*")*\}))*"[);,]""")]
    private static partial Regex Said();

    [GeneratedRegex(@"\{(\d)")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"[\u3040-\u30ff]")]
    private static partial Regex Kana();
}
