using System.Globalization;
using Ashiato.Console.Traces.Comparison;
using Ashiato.Query.Traces;
using Ashiato.Query.Traces.Comparison;

namespace Ashiato.Console.Tests.Traces;

public sealed class ComparisonWordsTests
{
    [Theory]
    [InlineData(300_000, true, "200 ms slower than typical")]
    [InlineData(300_000, false, "200 ms slower than the other")]
    [InlineData(50_000, true, "50.0 ms faster than typical")]
    [InlineData(101_000, true, "As fast as typical")]
    public void The_headline_says_how_much_and_than_what(long micros, bool isTypical, string words)
    {
        Assert.Equal(words, In("en", () => new ComparisonWords(Comparison(micros, isTypical)).Headline()));
    }

    [Theory]
    [InlineData(CallChange.MoreOften, "mostly because GET localhost:7000/status ran 6 times instead of 2")]
    [InlineData(CallChange.New, "mostly because of GET localhost:7000/status, which the other does not do")]
    [InlineData(CallChange.Slower, "mostly because GET localhost:7000/status itself took 40.0 ms instead of 10.0 ms")]
    public void The_sentence_names_the_call_and_what_became_of_it(CallChange change, string words)
    {
        Assert.Equal(words, In("en", () => new ComparisonWords(Comparison(300_000, true, change)).Because()));
    }

    [Fact]
    public void What_is_as_fast_needs_no_reason()
    {
        Assert.Null(new ComparisonWords(Comparison(101_000, true, CallChange.MoreOften)).Because());
    }

    [Theory]
    [InlineData(400_000, 2.0 / 3)]
    [InlineData(250_000, null)]
    [InlineData(50_000, null)]
    [InlineData(100_000, null)]
    public void A_cause_has_a_part_of_the_difference_only_where_it_is_a_part(long micros, double? share)
    {
        var comparison = Comparison(micros, true, CallChange.MoreOften);

        Assert.Equal(share, new ComparisonWords(comparison).ShareOf(comparison.Causes[0]));
    }

    [Fact]
    public void The_sentence_is_said_in_japanese_too()
    {
        Assert.Equal("主な原因: GET localhost:7000/status が 2 回でなく 6 回", In("ja", () => new ComparisonWords(Comparison(300_000, true, CallChange.MoreOften)).Because()));
    }

    private static TraceComparison Comparison(long micros, bool isTypical, CallChange? change = null)
    {
        var row = new TraceRow
        {
            Id = "a",
            Parent = -1,
            Depth = 0,
            Kind = TraceRowKind.Span,
            Name = "GET localhost:7000",
            Service = 0,
            Url = "http://localhost:7000/status?x=1",
            OffsetMicros = 0,
            DurationMicros = 1,
            SelfMicros = 1,
        };
        var calls = new ComparedCalls
        {
            Parent = -1,
            Depth = 0,
            Sample = row,
            Service = "shop",
            Change = change ?? CallChange.Same,
            A = new CallSet(0, 2, 20_000, 10_000, false, []),
            B = new CallSet(0, 6, 220_000, 40_000, false, []),
        };
        return new TraceComparison
        {
            A = new ComparedTrace("a", "GET /", "shop", 0, 100_000, 3),
            B = new ComparedTrace("b", "GET /", "shop", 0, micros, 7),
            TypicalOf = isTypical ? 33 : null,
            Calls = [calls],
            Causes = change is { } kind ? [new ComparisonCause(0, kind, 200_000)] : [],
            IsTruncated = false,
        };
    }

    private static string? In(string language, Func<string?> say)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            return say();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
