using System.Net;
using System.Text.Json.Nodes;
using Ashiato.Search.Aggregations;
using static Ashiato.Search.Tests.SampleDocuments;

namespace Ashiato.Search.Tests.Aggregations;

/// <summary>Pipelines that choose among the buckets around them: <c>bucket_sort</c> and <c>bucket_selector</c>.</summary>
public sealed class BucketChoiceTests : IAsyncLifetime
{
    private const string Sum = "\"d\":{\"sum\":{\"field\":\"transaction.duration.us\"}}";

    private SearchServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await SearchServer.WithAsync(All);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("\"sort\":[{\"d\":{\"order\":\"desc\"}}]", true, 0, 4)]
    [InlineData("\"sort\":[\"d\"],\"from\":1", false, 1, 4)]
    [InlineData("\"sort\":{\"d\":\"DESC\"},\"size\":2", true, 0, 2)]
    [InlineData("\"sort\":[{\"d\":{}}],\"from\":1,\"size\":2", false, 1, 2)]
    [InlineData("\"sort\":[{\"d\":\"asc\"}],\"from\":9", false, 9, 4)]
    public async Task Buckets_are_sorted_by_a_number_in_them_and_cut(string options, bool isDown, int from, int size)
    {
        var answer = await AskAsync($$$$$"""{"a":{"terms":{"field":"service.name"},"aggs":{{{{{{Sum}}}}},"s":{"bucket_sort":{ {{{{{options}}}}} } } } } }""");

        var sums = All.GroupBy(static one => Text(one, "service.name")).Select(static group => group.Sum(static one => Number(one, "transaction.duration.us")!.Value));
        Assert.Equal((isDown ? sums.OrderDescending() : sums.Order()).Skip(from).Take(size), answer["a"]!["buckets"]!.AsArray().Select(static bucket => (double)bucket!["d"]!["value"]!));
        Assert.All(answer["a"]!["buckets"]!.AsArray(), static bucket => Assert.False(bucket!.AsObject().ContainsKey("s")));
        // What was cut off here is still no other document of terms.
        Assert.Equal(0, (int)answer["a"]!["sum_other_doc_count"]!);
    }

    [Fact]
    public async Task Of_equal_buckets_the_second_number_decides_and_what_has_none_comes_last()
    {
        var answer = await AskAsync("""
            {"a":{"date_histogram":{"field":"@timestamp","fixed_interval":"30s"},"aggs":{"n":{"avg":{"field":"numeric_labels.size"}},"d":{"sum":{"field":"transaction.duration.us"}},
              "s":{"bucket_sort":{"sort":[{"n":"desc"},{"d":"asc"}]}}}},
             "k":{"date_histogram":{"field":"@timestamp","fixed_interval":"30s"},"aggs":{"s":{"bucket_sort":{"sort":[{"_count":{"order":"asc"}},{"_key":{"order":"desc"}}]}}}},
             "z":{"date_histogram":{"field":"@timestamp","fixed_interval":"30s"},"aggs":{"n":{"avg":{"field":"numeric_labels.size"}},"s":{"bucket_sort":{"sort":["n"],"gap_policy":"insert_zeros","size":1}}}},
             "c":{"date_histogram":{"field":"@timestamp","fixed_interval":"30s"},"aggs":{"s":{"bucket_sort":{"from":2,"size":3}}}},
             "all":{"date_histogram":{"field":"@timestamp","fixed_interval":"30s"}}}
            """);

        var expected = All.OrderBy(static one => !Has(one, "numeric_labels.size")).ThenByDescending(static one => Number(one, "numeric_labels.size")).ThenBy(static one => Number(one, "transaction.duration.us"));
        // Buckets without an event have neither number.
        Assert.Equal(expected.Select(static one => TimeOf(one).ToUnixTimeSeconds() / 30 * 30_000), answer["a"]!["buckets"]!.AsArray().Select(static bucket => (long)bucket!["key"]!));
        var all = answer["all"]!["buckets"]!.AsArray();
        Assert.Equal(all.OrderBy(static bucket => (int)bucket!["doc_count"]!).ThenByDescending(static bucket => (long)bucket!["key"]!).Select(static bucket => bucket!.ToJsonString()), answer["k"]!["buckets"]!.AsArray().Select(static bucket => bucket!.ToJsonString()));
        Assert.Null((double?)Assert.Single(answer["z"]!["buckets"]!.AsArray())!["n"]!["value"]);
        Assert.Equal(all.Skip(2).Take(3).Select(static bucket => bucket!.ToJsonString()), answer["c"]!["buckets"]!.AsArray().Select(static bucket => bucket!.ToJsonString()));
    }

    [Fact]
    public async Task Keys_order_as_what_they_are()
    {
        var answer = await AskAsync("""
            {"t":{"terms":{"field":"service.name"},"aggs":{"s":{"bucket_sort":{"sort":[{"_key":"desc"}]}}}},
             "h":{"histogram":{"field":"transaction.duration.us","interval":900,"keyed":true},"aggs":{"s":{"bucket_sort":{"sort":[{"_key":"desc"}],"size":3}}}},
             "f":{"filters":{"filters":{"b":{"match_all":{}},"a":{"match_all":{}}}},"aggs":{"s":{"bucket_sort":{"sort":["_key"]}}}},
             "c":{"composite":{"size":50,"sources":[{"s":{"terms":{"field":"service.name"}}},{"n":{"terms":{"field":"transaction.sampled"}}}]},"aggs":{"s":{"bucket_sort":{"sort":[{"_key":"desc"}],"size":1}}}}}
            """);

        Assert.Equal(["shop", "search", "mail", "Shop*"], answer["t"]!["buckets"]!.AsArray().Select(static bucket => (string)bucket!["key"]!));
        Assert.Equal(["9900.0", "9000.0", "8100.0"], answer["h"]!["buckets"]!.AsObject().Select(static bucket => bucket.Key));
        Assert.Equal(["a", "b"], answer["f"]!["buckets"]!.AsObject().Select(static bucket => bucket.Key));
        Assert.Equal("""{"s":"shop","n":true}""", Assert.Single(answer["c"]!["buckets"]!.AsArray())!["key"]!.ToJsonString());
        // A page goes on behind the last that was looked at, not the last that is shown.
        Assert.Equal("shop", (string)answer["c"]!["after_key"]!["s"]!);
    }

    [Theory]
    [InlineData("params.n > 1", "n > 1")]
    [InlineData("return params.n <= 1 || n >= 3;", "n <= 1 or n >= 3")]
    [InlineData("!(params.n == 2) && (params.n + 1) * 2 < 8", "n != 2 and n < 3")]
    [InlineData("params.n > 1 ? params.n != 3 : false", "n == 2")]
    public async Task Buckets_are_kept_of_which_a_condition_holds(string script, string meaning)
    {
        var answer = await AskAsync($$$$$"""
            {"a":{"date_histogram":{"field":"@timestamp","fixed_interval":"2m"},"aggs":{"k":{"bucket_selector":{"buckets_path":{"n":"_count"},"script":{{{{{JsonValue.Create(script).ToJsonString()}}}}}}},"sum":{"cumulative_sum":{"buckets_path":"_count"}}}},
             "n":{"sum_bucket":{"buckets_path":"a>_count"}}}
            """);

        int[] kept = [.. All.GroupBy(static one => TimeOf(one).ToUnixTimeSeconds() / 120).OrderBy(static group => group.Key).Select(static group => group.Count()).Where(Holds)];
        Assert.Equal(kept, answer["a"]!["buckets"]!.AsArray().Select(static bucket => (int)bucket!["doc_count"]!));
        // What is named behind it, and beside the histogram, sees those that are left.
        Assert.Equal(kept.Select((_, i) => (double)kept.Take(i + 1).Sum()), answer["a"]!["buckets"]!.AsArray().Select(static bucket => (double)bucket!["sum"]!["value"]!));
        Assert.Equal(kept.Sum(), (double)answer["n"]!["value"]!);

        bool Holds(int n) => meaning switch { "n > 1" => n > 1, "n <= 1 or n >= 3" => n is <= 1 or >= 3, "n != 2 and n < 3" => n is not 2 and < 3, _ => n == 2 };
    }

    [Theory]
    [InlineData("skip", "params.d >= 0", false)]
    [InlineData("skip", "params.d < 0", false)]
    [InlineData("skip", "params.d != 7", true)]
    [InlineData("insert_zeros", "params.d >= 0", true)]
    public async Task No_comparison_but_one_of_difference_holds_of_a_gap(string gaps, string script, bool isKept)
    {
        var answer = await AskAsync($$$$$"""
            {"a":{"date_histogram":{"field":"@timestamp","fixed_interval":"30s"},"aggs":{{{{{{Sum}}}}},"k":{"bucket_selector":{"buckets_path":{"d":"d"},"gap_policy":"{{{{{gaps}}}}}","script":{"source":"{{{{{script}}}}}"} } } } } }
            """);

        Assert.Equal(isKept, answer["a"]!["buckets"]!.AsArray().Any(static bucket => (int)bucket!["doc_count"]! == 0));
    }

    [Fact]
    public async Task Sorted_months_below_other_buckets_and_what_is_below_them_stay_together()
    {
        var answer = await AskAsync($$$$$"""
            {"a":{"terms":{"field":"service.name"},"aggs":{"m":{"date_histogram":{"field":"@timestamp","calendar_interval":"month"},"aggs":{{{{{{Sum}}}}},"t":{"terms":{"field":"transaction.name"},"aggs":{{{{{{Sum}}}}},"s":{"bucket_sort":{"sort":[{"d":"desc"}],"size":2} } } },
              "best":{"max_bucket":{"buckets_path":"t>d"}},"k":{"bucket_selector":{"buckets_path":{"b":"best"},"script":"params.b > 0"} } } } } } }
            """);

        Assert.Equal(4, answer["a"]!["buckets"]!.AsArray().Count);
        foreach (var service in answer["a"]!["buckets"]!.AsArray())
        {
            var month = Assert.Single(service!["m"]!["buckets"]!.AsArray())!;
            var sums = All.Where(one => Text(one, "service.name") == (string)service["key"]!).GroupBy(static one => Text(one, "transaction.name")).Select(static group => group.Sum(static one => Number(one, "transaction.duration.us")!.Value)).OrderDescending().ToList();
            Assert.Equal(sums.Take(2), month["t"]!["buckets"]!.AsArray().Select(static bucket => (double)bucket!["d"]!["value"]!));
            Assert.Equal(sums[0], (double)month["best"]!["value"]!);
        }
    }

    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * -3", -9)]
    [InlineData("a > b ? a / b : 0;", 2.5)]
    [InlineData("a < b ? 1 : a == b ? 2 : 3", 3)]
    [InlineData("return params.a - -params.b", 7)]
    public void Scripts_calculate(string script, double expected) => Assert.Equal(expected, Arithmetic.Parse(script, ["a", "b"])(static name => name == "a" ? 5 : 2), 12);

    [Theory]
    [InlineData("""{"x":{"bucket_sort":{"size":1}}}""", "pipeline aggregation [x] must be declared inside of another aggregation")]
    [InlineData("""{"a":{"terms":{"field":"service.name"},"aggs":{"x":{"bucket_sort":{}}}}}""", "[x] is configured to perform nothing. Please set either of [sort, size, from] to use [bucket_sort]")]
    [InlineData("""{"a":{"terms":{"field":"service.name"},"aggs":{"x":{"bucket_sort":{"from":-1}}}}}""", "[from] must be a non-negative integer: [-1]")]
    [InlineData("""{"a":{"terms":{"field":"service.name"},"aggs":{"x":{"bucket_sort":{"size":0}}}}}""", "[size] must be a positive integer: [0]")]
    [InlineData("""{"a":{"terms":{"field":"service.name"},"aggs":{"x":{"bucket_sort":{"sort":["y"]}}}}}""", "No aggregation found for path [y]")]
    [InlineData("""{"a":{"terms":{"field":"service.name"},"aggs":{"x":{"bucket_sort":{"sort":[{"_key":"up"}]}}}}}""", "The order of [_key] in [x] is [up]; expected [asc] or [desc].")]
    [InlineData("""{"a":{"terms":{"field":"service.name"},"aggs":{"x":{"bucket_sort":{"size":1,"shift":1}}}}}""", "The option [shift] of the aggregation [x] is not supported by Ashiato.")]
    [InlineData("""{"a":{"filter":{"match_all":{}},"aggs":{"x":{"bucket_sort":{"size":1}}}}}""", "[x] chooses among the buckets of [a], which is of type [filter] and has one only.")]
    [InlineData("""{"a":{"terms":{"field":"service.name"},"aggs":{"x":{"bucket_selector":{"buckets_path":{"n":"_count"}}}}}}""", "Required [script] in [x].")]
    [InlineData("""{"a":{"terms":{"field":"service.name"},"aggs":{"x":{"bucket_selector":{"script":"true"}}}}}""", "Required [buckets_path] in [x].")]
    [InlineData("""{"a":{"terms":{"field":"service.name"},"aggs":{"x":{"bucket_selector":{"buckets_path":{"n":"_count"},"script":"params.n + 1"}}}}}""", "The script [params.n + 1] gives a number, where it has to say whether a bucket is kept, as in [params.total > 200].")]
    [InlineData("""{"a":{"terms":{"field":"service.name"},"aggs":{"x":{"bucket_selector":{"buckets_path":{"n":"_count"},"script":"params.n > Math.abs(1)"}}}}}""",
        "The script [params.n > Math.abs(1)], at character 19: only numbers, + - * /, comparisons, && || ! and ? :, and the names n are, so that it is not supported by Ashiato.")]
    public async Task What_cannot_be_chosen_is_named(string aggregations, string reason)
    {
        var error = await _server.SearchAsync($$"""{"size":0,"aggs":{{aggregations}}}""", HttpStatusCode.BadRequest);

        Assert.Equal(reason, (string)error["error"]!["reason"]!);
    }

    private async Task<JsonNode> AskAsync(string aggregations) => (await _server.SearchAsync($$"""{"size":0,"aggs":{{aggregations}}}"""))["aggregations"]!;
}
