using Ashiato.Query.Gates;

namespace Ashiato.Query.Tests.Gates;

public sealed class GateParserTests
{
    [Theory]
    [InlineData("p95(POST /buy) < 300ms", GateFunction.Percentile, 95, "POST /buy", null, "<", 300_000, GateUnit.Micros)]
    [InlineData("  p99.9 ( GET /items/* )<=1.5s ", GateFunction.Percentile, 99.9, "GET /items/*", null, "<=", 1_500_000, GateUnit.Micros)]
    [InlineData("median(*) < 200us", GateFunction.Percentile, 50, null, null, "<", 200, GateUnit.Micros)]
    [InlineData("calls(GET /items/*, statement) <= 5", GateFunction.Calls, 0, "GET /items/*", "statement", "<=", 5, GateUnit.Number)]
    [InlineData("calls(*, \"SELECT a, b FROM t WHERE c IN (?)\") == 1", GateFunction.Calls, 0, null, "SELECT a, b FROM t WHERE c IN (?)", "==", 1, GateUnit.Number)]
    [InlineData("avg(Items#find(id)) < 2m", GateFunction.Average, 0, "Items#find(id)", null, "<", 120_000_000, GateUnit.Micros)]
    [InlineData("failed < 1%", GateFunction.Failed, 0, null, null, "<", 0.01, GateUnit.Share)]
    [InlineData("failed(POST /buy) = 0", GateFunction.Failed, 0, "POST /buy", null, "==", 0, GateUnit.Number)]
    [InlineData("rate() > 100/s", GateFunction.Rate, 0, null, null, ">", 100, GateUnit.Number)]
    [InlineData("score >= 3000", GateFunction.Score, 0, null, null, ">=", 3_000, GateUnit.Number)]
    public void Claims_are_read(string text, GateFunction function, double rank, string? endpoint, string? call, string comparison, double value, GateUnit unit)
    {
        var claim = GateParser.Parse(text);

        Assert.Equal((function, rank, endpoint, call, comparison, unit), (claim.Function, claim.Rank, claim.Endpoint, claim.Call, claim.Operator, claim.Unit));
        Assert.Equal(value, claim.Value, tolerance: 1e-9);
        Assert.Equal(text.Trim(), claim.Text);
    }

    [Theory]
    [InlineData("", 0, "nothing that can be measured")]
    [InlineData("speed(GET /) < 3", 0, "'speed' is nothing")]
    [InlineData("p100 < 3ms", 0, "between p0 and p100")]
    [InlineData("p95(GET / < 3ms", 3, "never closed")]
    [InlineData("p95(\"GET / < 3ms", 4, "quote is never closed")]
    [InlineData("p95(GET /, statement) < 3ms", 10, "only calls")]
    [InlineData("calls(GET /) < 3", 12, "which calls")]
    [InlineData("calls(a, b, c) < 3", 10, "two names at most")]
    [InlineData("p95(GET /) 3ms", 11, "a comparison is missing")]
    [InlineData("p95(GET /) < ms", 13, "a number is missing")]
    [InlineData("p95(GET /) < 3", 13, "a duration needs a unit")]
    [InlineData("p95(GET /) < 3h", 14, "'h' is no unit")]
    [InlineData("count < 3ms", 8, "this is no duration")]
    [InlineData("count < 3%", 8, "only failed is a share")]
    [InlineData("failed < 1% always", 12, "nothing may follow")]
    [InlineData("score(x) < 1", 0, "a run has one score")]
    public void What_cannot_be_read_says_where_and_why(string text, int at, string problem)
    {
        var wrong = Assert.Throws<GateSyntaxException>(() => GateParser.Parse(text));

        Assert.Equal(at, wrong.At);
        Assert.Contains(problem, wrong.Message, StringComparison.Ordinal);
        Assert.Equal($"  {text}\n  {new string(' ', at)}^", wrong.Shown[..(text.Length + at + 6)]);
    }

    [Fact]
    public void Random_texts_are_read_or_refused_and_nothing_else()
    {
        const string letters = "p95avgcalls(), \"<>=!%.0123msu/*GET";
        var random = new Random(20261128);
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => letters[random.Next(letters.Length)]));
            try
            {
                GateParser.Parse(text);
            }
            catch (GateSyntaxException wrong)
            {
                Assert.InRange(wrong.At, 0, text.Length);
            }
        }
    }

    [Theory]
    [InlineData("p95 < 1s", 350_000, "350ms")]
    [InlineData("p95 < 1s", 1_250_000, "1.25s")]
    [InlineData("p95 < 1s", 12, "12us")]
    [InlineData("failed < 1%", 0.0123, "1.23%")]
    [InlineData("count > 1", 12_345, "12345")]
    public void Values_are_written_as_claims_are(string claim, double value, string text) => Assert.Equal(text, GateParser.Parse(claim).Format(value));
}
