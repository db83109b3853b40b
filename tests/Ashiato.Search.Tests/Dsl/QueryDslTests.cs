using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using static Ashiato.Search.Tests.SampleDocuments;

namespace Ashiato.Search.Tests.Dsl;

/// <summary>Each clause finds what a look at each document finds.</summary>
public sealed class QueryDslTests : IAsyncLifetime
{
    private static readonly Dictionary<string, (string Query, Func<JsonObject, bool> IsWanted)> s_cases = new()
    {
        ["match_all"] = ("""{"match_all":{}}""", static _ => true),
        ["match_none"] = ("""{"match_none":{}}""", static _ => false),
        ["empty"] = ("{}", static _ => true),
        ["term"] = ("""{"term":{"service.name":"shop"}}""", static one => Text(one, "service.name") == "shop"),
        ["term with options"] = ("""{"term":{"service.name":{"value":"SHOP","case_insensitive":true,"boost":2}}}""", static one => Text(one, "service.name") == "shop"),
        ["term of a sign"] = ("""{"term":{"service.name":"Shop*"}}""", static one => Text(one, "service.name") == "Shop*"),
        ["term number"] = ("""{"term":{"numeric_labels.size":2.5}}""", static one => Number(one, "numeric_labels.size") == 2.5),
        ["term claim"] = ("""{"term":{"transaction.sampled":"false"}}""", static one => !(bool)one["transaction"]!["sampled"]!),
        ["term id"] = ("""{"term":{"trace.id":"00000000000000000000000000000003"}}""", static one => Text(one, "trace.id")![^1] == '3' && Text(one, "trace.id")![^2] == '0'),
        ["term word"] = ("""{"term":{"message":"fox"}}""", static one => Words(one).Contains("FOX")),
        ["terms"] = ("""{"terms":{"service.name":["shop","mail","none"]}}""", static one => Text(one, "service.name") is "shop" or "mail"),
        ["term block"] = ("""{"term":{"client.ip":"10.0.0.0/30"}}""", static one => Text(one, "client.ip") is "10.0.0.0" or "10.0.0.1" or "10.0.0.2" or "10.0.0.3"),
        ["terms of addresses and blocks"] = ("""{"terms":{"client.ip":["10.0.0.8/29","10.0.0.1"]}}""", static one => Text(one, "client.ip") is { } ip && (ip == "10.0.0.1" || int.Parse(ip.AsSpan(7), CultureInfo.InvariantCulture) is >= 8 and < 16)),
        ["query_string block"] = ("""{"query_string":{"query":"client.ip:\"10.0.0.0/31\""}}""", static one => Text(one, "client.ip") is "10.0.0.0" or "10.0.0.1"),
        ["terms number"] = ("""{"terms":{"numeric_labels.size":[0.5,1.5]}}""", static one => Number(one, "numeric_labels.size") is 0.5 or 1.5),
        ["range"] = ("""{"range":{"transaction.duration.us":{"gte":1000,"lt":5000}}}""", static one => Number(one, "transaction.duration.us") is >= 1_000 and < 5_000),
        ["range open"] = ("""{"range":{"numeric_labels.size":{"gt":2.5}}}""", static one => Number(one, "numeric_labels.size") > 2.5),
        ["range old"] = ("""{"range":{"numeric_labels.size":{"from":2.5,"to":5.5,"include_lower":false,"include_upper":true}}}""", static one => Number(one, "numeric_labels.size") is > 2.5 and <= 5.5),
        ["range of moments"] = ("""{"range":{"@timestamp":{"gte":"2026-11-22T10:30:00Z","lte":"2026-11-22T11:00"}}}""", static one => TimeOf(one).Minute >= 30 && TimeOf(one).Hour == 10 || TimeOf(one) is { Hour: 11, Minute: 0 }),
        ["range from now"] = ("""{"range":{"@timestamp":{"gt":"now-1h"}}}""", static one => TimeOf(one).Hour >= 11),
        ["range of milliseconds"] = ("""{"range":{"@timestamp":{"gte":1795345200000,"format":"epoch_millis"}}}""", static one => TimeOf(one).Hour >= 11),
        ["range of text milliseconds"] = ("""{"range":{"@timestamp":{"lt":"1795345200000"}}}""", static one => TimeOf(one).Hour < 11),
        ["range with a format"] = ("""{"range":{"@timestamp":{"gte":"22/11/2026 11:00","format":"dd/MM/yyyy HH:mm"}}}""", static one => TimeOf(one).Hour >= 11),
        ["range in a zone"] = ("""{"range":{"@timestamp":{"gte":"2026-11-22T20:00","time_zone":"+09:00"}}}""", static one => TimeOf(one).Hour >= 11),
        ["exists"] = ("""{"exists":{"field":"message"}}""", static one => Has(one, "message")),
        ["exists object"] = ("""{"exists":{"field":"labels"}}""", static one => Has(one, "labels")),
        ["exists nothing"] = ("""{"exists":{"field":"unheard.of"}}""", static _ => false),
        ["prefix"] = ("""{"prefix":{"transaction.name":"GET /items"}}""", static one => Text(one, "transaction.name")!.StartsWith("GET /items", StringComparison.Ordinal)),
        ["prefix with options"] = ("""{"prefix":{"transaction.name":{"value":"get","case_insensitive":true}}}""", static one => Text(one, "transaction.name")!.StartsWith("GET", StringComparison.Ordinal)),
        ["wildcard"] = ("""{"wildcard":{"transaction.name":{"value":"*items?{*"}}}""", static one => Text(one, "transaction.name") == "GET /items/{id}"),
        ["wildcard escaped"] = ("""{"wildcard":{"service.name":"Sh?p\\*"}}""", static one => Text(one, "service.name") == "Shop*"),
        ["regexp"] = ("""{"regexp":{"transaction.name":"(GET|POST) /[ic].*"}}""", static one => Text(one, "transaction.name") != "worker"),
        ["regexp of the whole"] = ("""{"regexp":{"transaction.name":"GET"}}""", static _ => false),
        ["regexp with its signs off"] = ("""{"regexp":{"transaction.name":{"value":"a<1-2>|wor@er|w.{4}r","flags":"NONE"}}}""", static one => Text(one, "transaction.name") == "worker"),
        ["regexp any string"] = ("""{"regexp":{"transaction.name":"POST@"}}""", static one => Text(one, "transaction.name") == "POST /checkout"),
        ["regexp escaped letters"] = ("""{"regexp":{"service.name":"\\s\\hop|ma\\wl"}}""", static one => Text(one, "service.name") == "mail"),
        ["regexp of a word"] = ("""{"regexp":{"message":"conn.*n"}}""", static one => Words(one).Contains("CONNECTION")),
        ["regexp of two words"] = ("""{"regexp":{"message":"quick.*fox"}}""", static _ => false),
        ["query_string regexp of a word"] = ("""{"query_string":{"query":"message:/qu[ia]ck/"}}""", static one => Words(one).Contains("QUICK")),
        ["query_string lenient"] = ("""{"query_string":{"query":"numeric_labels.size:many OR service.name:shop","lenient":true}}""", static one => Text(one, "service.name") == "shop"),
        ["match lenient"] = ("""{"match":{"@timestamp":{"query":"yesterday","lenient":true}}}""", static _ => false),
        ["query_string empty"] = ("""{"query_string":{"query":" "}}""", static _ => false),
        ["query_string empty group"] = ("""{"query_string":{"query":"()"}}""", static _ => false),
        ["query_string of a data stream"] = ("""{"query_string":{"query":"_index:traces-* AND service.name:shop"}}""", static one => Text(one, "service.name") == "shop"),
        ["query_string in the field of data streams"] = ("""{"query_string":{"query":"logs-*","fields":["_index"]}}""", static _ => false),
        ["match a data stream"] = ("""{"match":{"_index":"traces-apm-default"}}""", static _ => true),
        ["match_phrase a data stream"] = ("""{"bool":{"must_not":{"match_phrase":{"_index":{"query":"traces-apm-default"}}}}}""", static _ => false),
        ["match_phrase another data stream"] = ("""{"match_phrase":{"_index":"traces-apm-other"}}""", static _ => false),
        ["wildcard of data streams"] = ("""{"wildcard":{"_index":{"value":"traces-apm*"}}}""", static _ => true),
        ["prefix of data streams"] = ("""{"prefix":{"_index":"trac"}}""", static _ => true),
        ["match an id"] = ("""{"match":{"_id":"0000000000000003"}}""", static one => Id(one) == "0000000000000003"),
        ["match_phrase an id"] = ("""{"match_phrase":{"_id":"0000000000000003"}}""", static one => Id(one) == "0000000000000003"),
        ["range to a minute by a format"] = ("""{"range":{"@timestamp":{"lte":"22/11/2026 10:30","format":"dd/MM/yyyy HH:mm"}}}""", static one => TimeOf(one).Hour == 10 && TimeOf(one).Minute <= 30),
        ["range to a month by a format"] = ("""{"range":{"@timestamp":{"lte":"11.2026","format":"MM.yyyy"}}}""", static _ => true),
        ["range by a format with offsets"] = ("""{"range":{"@timestamp":{"gte":"2026-11-22T13:00:00+02:00","format":"yyyy-MM-dd'T'HH:mm:ssXXX","time_zone":"Asia/Tokyo"}}}""", static one => TimeOf(one).Hour >= 11),
        ["range by a format of half days"] = ("""{"range":{"@timestamp":{"gte":"Nov 22 2026 11 AM","format":"MMM d yyyy h a"}}}""", static one => TimeOf(one).Hour >= 11),
        ["ids"] = ("""{"ids":{"values":["0000000000000002","0000000000000011","x"]}}""", static one => Id(one) is "0000000000000002" or "0000000000000011"),
        ["match keyword"] = ("""{"match":{"transaction.name":"GET /items"}}""", static one => Text(one, "transaction.name") == "GET /items"),
        ["match words"] = ("""{"match":{"message":"quick refused"}}""", static one => Words(one).Contains("QUICK") || Words(one).Contains("REFUSED")),
        ["match all words"] = ("""{"match":{"message":{"query":"fox QUICK","operator":"and"}}}""", static one => Words(one).Contains("QUICK") && Words(one).Contains("FOX")),
        ["match two words"] = ("""{"match":{"message":{"query":"the quick db","minimum_should_match":2}}}""", static one => Words(one).Contains("QUICK") && Words(one).Contains("THE")),
        ["match Japanese"] = ("""{"match_phrase":{"message":"検索"}}""", static one => Text(one, "message")?.Contains("検索", StringComparison.Ordinal) == true),
        ["match_phrase"] = ("""{"match_phrase":{"message":"db 1"}}""", static one => Words(one).Contains("DB")),
        ["match_phrase in order"] = ("""{"match_phrase":{"message":"fox brown"}}""", static _ => false),
        ["match_phrase_prefix"] = ("""{"match_phrase_prefix":{"message":"quick con"}}""", static one => Text(one, "message") == "quick connection"),
        ["multi_match"] = ("""{"multi_match":{"query":"shop","fields":["service.name^3","message"]}}""", static one => Text(one, "service.name") == "shop"),
        ["multi_match of all"] = ("""{"multi_match":{"query":"worker"}}""", static one => Text(one, "transaction.name") == "worker"),
        ["multi_match phrase"] = ("""{"multi_match":{"query":"brown fox","type":"phrase","fields":["mess*"]}}""", static one => Text(one, "message") == "The quick brown fox"),
        ["bool"] = (
            """{"bool":{"must":[{"term":{"service.name":"shop"}}],"filter":{"exists":{"field":"message"}},"must_not":{"term":{"labels.region":"r1"}},"should":{"match_none":{}}}}""",
            static one => Text(one, "service.name") == "shop" && Has(one, "message") && Text(one, "labels.region") != "r1"),
        ["bool should"] = ("""{"bool":{"should":[{"term":{"service.name":"shop"}},{"term":{"labels.region":"r1"}}]}}""", static one => Text(one, "service.name") == "shop" || Text(one, "labels.region") == "r1"),
        ["bool should beside empty lists"] = (
            """{"bool":{"must":[],"filter":[],"must_not":[],"should":[{"term":{"service.name":"shop"}},{"term":{"labels.region":"r1"}}]}}""", static one => Text(one, "service.name") == "shop" || Text(one, "labels.region") == "r1"),
        ["bool should of which none is asked for"] = (
            """{"bool":{"must_not":[{"term":{"labels.region":"r1"}}],"should":[{"term":{"service.name":"shop"}},{"term":{"service.name":"mail"}}],"minimum_should_match":0}}""",
            static one => Text(one, "service.name") is "shop" or "mail" && Text(one, "labels.region") != "r1"),
        ["bool two of three"] = (
            """{"bool":{"should":[{"term":{"service.name":"shop"}},{"term":{"labels.region":"r1"}},{"exists":{"field":"message"}}],"minimum_should_match":2}}""",
            static one => new[] { Text(one, "service.name") == "shop", Text(one, "labels.region") == "r1", Has(one, "message") }.Count(static claim => claim) >= 2),
        ["bool share"] = (
            """{"bool":{"must":{"match_all":{}},"should":[{"term":{"service.name":"shop"}},{"exists":{"field":"message"}}],"minimum_should_match":"75%"}}""",
            static one => Text(one, "service.name") == "shop" || Has(one, "message")),
        ["nested bools"] = (
            """{"bool":{"filter":[{"bool":{"should":[{"bool":{"must_not":{"exists":{"field":"labels.region"}}}},{"term":{"labels.region":"r5"}}]}}]}}""",
            static one => Text(one, "labels.region") is null or "r5"),
        ["nested"] = (
            """{"nested":{"path":"labels","score_mode":"none","ignore_unmapped":true,"query":{"bool":{"filter":[{"term":{"labels.region":"r1"}},{"term":{"service.name":"shop"}}]}}}}""",
            static one => Text(one, "labels.region") == "r1" && Text(one, "service.name") == "shop"),
        ["constant_score"] = ("""{"constant_score":{"filter":{"term":{"service.name":"mail"}}}}""", static one => Text(one, "service.name") == "mail"),
        ["query_string"] = ("""{"query_string":{"query":"service.name:shop AND NOT labels.region:(r1 OR r2)"}}""", static one => Text(one, "service.name") == "shop" && Text(one, "labels.region") is not ("r1" or "r2")),
        ["query_string required"] = ("""{"query_string":{"query":"+service.name:shop -labels.region:r1 labels.region:r9"}}""", static one => Text(one, "service.name") == "shop" && Text(one, "labels.region") != "r1"),
        ["query_string ranges"] = ("""{"query_string":{"query":"transaction.duration.us:[1000 TO 2000} OR transaction.duration.us:>=9000"}}""", static one => Number(one, "transaction.duration.us") is (>= 1_000 and < 2_000) or >= 9_000),
        ["query_string patterns"] = ("""{"query_string":{"query":"transaction.name:GET*id\\} || _exists_:numeric_labels.size && transaction.name:/wor.er/"}}""", static one => Text(one, "transaction.name") == "worker" && Has(one, "numeric_labels.size")),
        ["query_string phrase"] = ("""{"query_string":{"query":"\"quick connection\"^2","default_field":"message"}}""", static one => Text(one, "message") == "quick connection"),
        ["query_string and"] = ("""{"query_string":{"query":"quick fox","fields":["message"],"default_operator":"AND"}}""", static one => Words(one).Contains("QUICK") && Words(one).Contains("FOX")),
        ["query_string everything"] = ("""{"query_string":{"query":"*"}}""", static _ => true),
        ["simple_query_string"] = ("""{"simple_query_string":{"query":"quick + -fox | \"db 1\"","fields":["message"]}}""", static one => (Words(one).Contains("QUICK") && !Words(one).Contains("FOX")) || Words(one).Contains("DB")),
        ["simple_query_string prefix"] = ("""{"simple_query_string":{"query":"(conn*","fields":["message"]}}""", static one => Words(one).Contains("CONNECTION")),
    };

    private SearchServer _server = null!;

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    public async ValueTask InitializeAsync() => _server = await SearchServer.WithAsync(All);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_clause_finds_what_a_look_at_each_document_finds(string name)
    {
        var (query, isWanted) = s_cases[name];

        var found = await _server.IdsAsync($$"""{"size":1000,"query":{{query}}}""");

        Assert.Equal(All.Where(isWanted).Select(Id).Order(), found.Order());
    }

    [Theory]
    [InlineData("""{"geo_distance":{}}""", "The query [geo_distance] is not supported by Ashiato.")]
    [InlineData("""{"nested":{"path":"a","query":{"match_all":{}},"inner_hits":{}}}""", "The option [inner_hits] of [nested] is not supported by Ashiato.")]
    [InlineData("""{"nested":{"path":"a"}}""", "[nested] requires 'query' field")]
    [InlineData("""{"nested":{"query":{"match_all":{}}}}""", "[nested] requires 'path' field")]
    [InlineData("""{"match":{"message":{"query":"a","fuzziness":"AUTO"}}}""", "The option [fuzziness] of [match] is not supported by Ashiato.")]
    [InlineData("""{"term":{"a":"b","c":"d"}}""", "[term] query doesn't support multiple fields, found [a] and [c]")]
    [InlineData("""{"range":{"service.name":{"gte":"a"}}}""", "[range] on [service.name], which holds Keyword, is not supported by Ashiato; numbers and dates have ranges.")]
    [InlineData("""{"term":{"http.response.status_code":"many"}}""", "failed to create query: For input string: \"many\" of the number [http.response.status_code]")]
    [InlineData("""{"range":{"@timestamp":{"gte":"yesterday"}}}""", "failed to parse date field [yesterday] with format [strict_date_optional_time||epoch_millis]")]
    [InlineData("""{"query_string":{"query":"a:(b"}}""", "Failed to parse query [a:(b]: at character 4, a parenthesis is not closed.")]
    [InlineData("""{"wildcard":{"_index":"*apm*"}}""", "The pattern [*apm*] of [_index]; one with stars in its last part only is, and it is not supported by Ashiato.")]
    [InlineData("""{"prefix":{"_id":"00"}}""", "The pattern [00*] of [_id] is not supported by Ashiato.")]
    [InlineData("""{"regexp":{"_index":"traces.*"}}""", "[regexp] on [_index] is not supported by Ashiato.")]
    [InlineData("""{"range":{"@timestamp":{"gte":"1","format":"QQ"}}}""", "The letter 'Q' in the date format [QQ] is not supported by Ashiato.")]
    [InlineData("""{"bool":{"maybe":[]}}""", "[bool] query does not support [maybe]")]
    [InlineData("""{"term":{"client.ip":"10.0.0.0/x"}}""", "[10.0.0.0/x] of [client.ip] is no address and no block such as 10.0.0.0/8 or 2001:db8::/32.")]
    [InlineData("""{"regexp":{"service.name":"a~b"}}""", "The operator '~' in the regular expression [a~b]; behind a backslash it stands for itself, and it is not supported by Ashiato.")]
    [InlineData("""{"regexp":{"service.name":{"value":"a<1-2>","flags":"INTERVAL|EMPTY"}}}""", "The operator '<' in the regular expression [a<1-2>]; behind a backslash it stands for itself, and it is not supported by Ashiato.")]
    [InlineData("""{"query_string":{"query":"service.name:/a~b/","lenient":true}}""", "The operator '~' in the regular expression [a~b]; behind a backslash it stands for itself, and it is not supported by Ashiato.")]
    [InlineData("""{"query_string":{"query":"numeric_labels.size:many"}}""", "failed to create query: For input string: \"many\" of the number [numeric_labels.size]")]
    public async Task What_is_not_understood_or_not_supported_is_named(string query, string reason)
    {
        var error = await _server.SearchAsync($$"""{"query":{{query}}}""", HttpStatusCode.BadRequest);

        Assert.Equal(400, (int)error["status"]!);
        Assert.Equal(reason, (string)error["error"]!["reason"]!);
        Assert.Equal(reason, (string)error["error"]!["root_cause"]![0]!["reason"]!);
    }

    [Fact]
    public async Task The_parameter_q_is_a_query_string()
    {
        var answer = await _server.SendAsync(HttpMethod.Get, "/traces-apm-default/_count?q=service.name:shop");

        Assert.Equal(All.Count(static one => Text(one, "service.name") == "shop"), (int)answer["count"]!);
    }
}
