using System.Globalization;
using System.Text.Json.Nodes;

namespace Ashiato.Search.Tests.Aggregations;

/// <summary>Buckets of a calendar below others, and where clocks are put forward and back.</summary>
public sealed class CalendarTests
{
    // Of the shop from March to May, of the search from September to November, of the mail one in July.
    private static readonly (string Service, string Time)[] s_year =
    [
        ("shop", "2026-03-01T04:30:00Z"), ("shop", "2026-03-31T21:59:59Z"), ("shop", "2026-03-31T22:00:00Z"), ("shop", "2026-05-15T12:00:00Z"),
        ("search", "2026-09-10T00:00:00Z"), ("search", "2026-10-31T22:30:00Z"), ("search", "2026-10-31T23:00:00Z"), ("mail", "2026-07-01T00:00:00Z"),
    ];

    [Theory]
    [InlineData("UTC", "", "mail 07:1|search 09:1 10:2|shop 03:3 04:0 05:1")]
    [InlineData("Europe/Berlin", "", "mail 07:1|search 09:1 10:1 11:1|shop 03:2 04:1 05:1")]
    [InlineData("America/New_York", "", "mail 06:1|search 09:1 10:2|shop 02:1 03:2 04:0 05:1")]
    [InlineData("Europe/Berlin", ",\"min_doc_count\":1", "mail 07:1|search 09:1 10:1 11:1|shop 03:2 04:1 05:1")]
    [InlineData("Europe/Berlin", ",\"order\":{\"_key\":\"desc\"}", "mail 07:1|search 11:1 10:1 09:1|shop 05:1 04:1 03:2")]
    [InlineData("UTC", ",\"order\":{\"_count\":\"desc\"}", "mail 07:1|search 10:2 09:1|shop 03:3 05:1 04:0")]
    [InlineData("UTC", ",\"extended_bounds\":{\"min\":\"2026-06\",\"max\":\"2026-08\"}", "mail 06:0 07:1 08:0|search 06:0 07:0 08:0 09:1 10:2|shop 03:3 04:0 05:1 06:0 07:0 08:0")]
    public async Task Each_bucket_above_has_the_months_from_its_first_event_to_its_last(string zone, string options, string expected)
    {
        await using var server = await WithAsync(s_year);

        var answer = await server.SearchAsync($$$$$$"""
            {"size":0,"aggs":{"s":{"terms":{"field":"service.name","order":{"_key":"asc"}},"aggs":{"m":{"date_histogram":{"field":"@timestamp","calendar_interval":"month","time_zone":"{{{{{{zone}}}}}}","format":"yyyy-MM"{{{{{{options}}}}}}},
              "aggs":{"n":{"value_count":{"field":"service.name"}},"sum":{"cumulative_sum":{"buckets_path":"_count"} } } } } } } }
            """);

        var services = answer["aggregations"]!["s"]!["buckets"]!.AsArray();
        Assert.Equal(expected, string.Join('|', services.Select(static service => $"{service!["key"]} {Shown(service["m"]!)}")).Replace("2026-", "", StringComparison.Ordinal));
        Assert.All(services.SelectMany(static service => service!["m"]!["buckets"]!.AsArray()), static month => Assert.Equal((int)month!["doc_count"]!, (int)month["n"]!["value"]!));
        Assert.All(services, static service => Assert.Equal((int)service!["doc_count"]!, (double)service["m"]!["buckets"]!.AsArray()[^1]!["sum"]!["value"]!));
    }

    [Theory]
    // In Cairo the 24th of April 2026 begins at one o'clock; in Havana the first of November 2026 has its first hour twice.
    [InlineData("Africa/Cairo", "day", "2026-04-22T21:59:59Z 2026-04-22T22:00:00Z 2026-04-23T22:00:00Z 2026-04-24T20:59:59Z 2026-04-24T21:00:00Z 2026-04-25T21:00:00Z", "2026-04-22:1 2026-04-23:1 2026-04-24:2 2026-04-25:1 2026-04-26:1")]
    [InlineData("America/Havana", "day", "2026-11-01T03:59:59Z 2026-11-01T04:00:00Z 2026-11-01T04:30:00Z 2026-11-01T05:30:00Z 2026-11-02T04:59:59Z 2026-11-02T05:00:00Z", "2026-10-31:1 2026-11-01:4 2026-11-02:1")]
    [InlineData("America/Havana", "month", "2026-11-01T03:59:59Z 2026-11-01T04:30:00Z 2026-12-01T05:00:00Z", "2026-10-01:1 2026-11-01:1 2026-12-01:1")]
    [InlineData("Europe/Berlin", "day", "2026-03-28T23:00:00Z 2026-03-29T21:59:59Z 2026-03-29T22:00:00Z 2026-10-24T22:00:00Z 2026-10-25T22:59:59Z 2026-10-25T23:00:00Z", "2026-03-29:2 2026-03-30:1 2026-10-25:2 2026-10-26:1")]
    public async Task Days_and_months_begin_when_the_clock_of_the_zone_says_so(string zone, string unit, string times, string expected)
    {
        await using var server = await WithAsync([.. times.Split(' ').Select(static time => ("shop", time))]);

        var answer = await server.SearchAsync($$$$$"""{"size":0,"aggs":{"m":{"date_histogram":{"field":"@timestamp","calendar_interval":"{{{{{unit}}}}}","time_zone":"{{{{{zone}}}}}","format":"yyyy-MM-dd","min_doc_count":1} } } }""");

        Assert.Equal(expected, Shown(answer["aggregations"]!["m"]!));
    }

    [Theory]
    [InlineData("minute", "UTC")]
    [InlineData("hour", "Asia/Kolkata")]
    [InlineData("day", "UTC")]
    [InlineData("1d", "Europe/Berlin")]
    [InlineData("week", "America/Havana")]
    [InlineData("month", "UTC")]
    [InlineData("1M", "Europe/Berlin")]
    [InlineData("quarter", "America/New_York")]
    [InlineData("year", "Africa/Cairo")]
    public async Task Combinations_have_the_stretches_that_a_histogram_has(string unit, string zone)
    {
        await using var server = await WithAsync(s_year);
        string stretches = $$"""{"field":"@timestamp","calendar_interval":"{{unit}}","time_zone":"{{zone}}","format":"yyyy-MM-dd HH:mm" """;
        var histogram = (await server.SearchAsync($$$$$"""{"size":0,"aggs":{"s":{"terms":{"field":"service.name","order":{"_key":"asc"}},"aggs":{"m":{"date_histogram":{{{{{stretches}}}}},"min_doc_count":1} } } } } }"""))["aggregations"]!["s"]!["buckets"]!.AsArray();
        var expected = histogram.SelectMany(static service => service!["m"]!["buckets"]!.AsArray().Select(bucket => $"{bucket!["key_as_string"]} {service["key"]} {bucket["doc_count"]}")).ToList();

        Assert.Equal(expected.Order(StringComparer.Ordinal), await PagesAsync(server, $$$$$"""{"t":{"date_histogram":{{{{{stretches}}}}}} } },{"s":{"terms":{"field":"service.name"} } }"""));
        Assert.Equal(expected.OrderBy(static one => one.Split(' ')[2], StringComparer.Ordinal).ThenByDescending(static one => one, StringComparer.Ordinal),
            await PagesAsync(server, $$$$$"""{"s":{"terms":{"field":"service.name"} } },{"t":{"date_histogram":{{{{{stretches}}}}},"order":"desc"} } }"""));
    }

    [Fact]
    public async Task Months_of_combinations_are_milliseconds_and_what_is_below_is_of_their_events()
    {
        await using var server = await WithAsync(s_year);

        var answer = await server.SearchAsync("""
            {"size":0,"aggs":{"c":{"composite":{"size":2,"sources":[{"m":{"date_histogram":{"field":"@timestamp","calendar_interval":"month"}}}],"after":{"m":1772323200000}},
              "aggs":{"s":{"terms":{"field":"service.name"}},"h":{"top_hits":{"size":9}},"n":{"value_count":{"field":"service.name"}}}}}}
            """);

        var months = answer["aggregations"]!["c"]!["buckets"]!.AsArray();
        Assert.Equal([("2026-05-01", 1, "shop"), ("2026-07-01", 1, "mail")], months.Select(static month => (DayOf(month!["key"]!["m"]!), (int)month["doc_count"]!, (string)month["s"]!["buckets"]![0]!["key"]!)));
        Assert.All(months, static month => Assert.Equal((1, 1, 1), ((int)month!["h"]!["hits"]!["total"]!["value"]!, (int)month["n"]!["value"]!, (int)month["s"]!["buckets"]![0]!["doc_count"]!)));
        Assert.Equal("2026-07-01", DayOf(answer["aggregations"]!["c"]!["after_key"]!["m"]!));

        static string DayOf(JsonNode millis) => DateTimeOffset.FromUnixTimeMilliseconds((long)millis).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Combinations_of_no_events_are_none()
    {
        await using var server = await WithAsync(s_year);

        var answer = await server.SearchAsync("""{"size":0,"query":{"match_none":{}},"aggs":{"c":{"composite":{"sources":[{"m":{"date_histogram":{"field":"@timestamp","calendar_interval":"month"}}}]}}}}""");

        Assert.Empty(answer["aggregations"]!["c"]!["buckets"]!.AsArray());
    }

    /// <summary>The combinations of all pages: the stretch, the service, how many events.</summary>
    private static async Task<List<string>> PagesAsync(SearchServer server, string sources)
    {
        var all = new List<string>();
        for (string after = ""; ;)
        {
            var page = (await server.SearchAsync($$$$$"""{"size":0,"aggs":{"c":{"composite":{"size":2,"sources":[{{{{{sources}}}}}]{{{{{after}}}}}} } } }"""))["aggregations"]!["c"]!;
            all.AddRange(page["buckets"]!.AsArray().Select(static bucket => $"{bucket!["key"]!["t"]} {bucket["key"]!["s"]} {bucket["doc_count"]}"));
            if (page["after_key"] is not { } last) return all;
            after = $",\"after\":{last.ToJsonString()}";
        }
    }

    private static string Shown(JsonNode histogram) => string.Join(' ', histogram["buckets"]!.AsArray().Select(static bucket => $"{bucket!["key_as_string"]}:{bucket["doc_count"]}"));

    private static Task<SearchServer> WithAsync((string Service, string Time)[] events) => SearchServer.WithAsync(events.Select(static (one, i) => new JsonObject
    {
        ["@timestamp"] = one.Time,
        ["processor"] = new JsonObject { ["event"] = "transaction" },
        ["service"] = new JsonObject { ["name"] = one.Service },
        ["transaction"] = new JsonObject { ["id"] = i.ToString("x16", CultureInfo.InvariantCulture), ["duration"] = new JsonObject { ["us"] = 1 } },
        ["trace"] = new JsonObject { ["id"] = "0af7651916cd43dd8448eb211c80319c" },
    }));
}
