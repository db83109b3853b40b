using Ashiato.Model;
using Ashiato.Query.Gates;
using Ashiato.Query.Tests.Calls;

namespace Ashiato.Query.Tests.Gates;

public sealed class GateQuestionTests
{
    [Theory]
    [InlineData("p95(POST /buy) < 300ms", true, 20_000.0)]
    [InlineData("max(POST /buy) < 20ms", false, 20_000.0)]
    [InlineData("avg < 21ms", true, 20_000.0)]
    [InlineData("count(GET /items/*) == 2", true, 2.0)]
    [InlineData("count(GET /nothing) == 0", true, 0.0)]
    [InlineData("failed < 20%", false, 0.25)]
    [InlineData("failed <= 1", true, 1.0)]
    [InlineData("calls(GET /items/*, statement) <= 5", false, 6.0)]
    [InlineData("calls(GET /items/1, statement) <= 5", true, 1.0)]
    [InlineData("calls(*, external) == 0", true, 0.0)]
    [InlineData("calls(*, SELECT * FROM users*) <= 6", true, 6.0)]
    [InlineData("findings(GET /items/2) == 0", false, 1.0)]
    [InlineData("findings(POST /buy) == 0", true, 0.0)]
    [InlineData("score > 99", true, 100.0)]
    [InlineData("p95(GET /nothing) < 1s", false, null)]
    public async Task A_claim_is_compared_with_what_was_measured(string text, bool holds, double? measured)
    {
        await using var store = await Sample().ToStoreAsync();
        var questions = new Questions(store, TimeProvider.System);

        var result = Assert.Single(await questions.GateAsync([GateParser.Parse(text)], CallSamples.Period, score: 100, TestContext.Current.CancellationToken));

        Assert.Equal(holds, result.Holds);
        // Percentiles are within 1 %.
        if (measured is { } expected) Assert.InRange(result.Measured!.Value, expected * 0.989, expected * 1.011);
        else Assert.Null(result.Measured);
    }

    private static SampleEvents Sample()
    {
        var events = new SampleEvents()
            .Transaction("t1", takes: 20_000, name: "GET /items/1").Query("a", 0)
            .Transaction("t2", takes: 20_000, name: "GET /items/2")
            .Transaction("t3", takes: 20_000, name: "POST /buy", with: static batch => batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure))
            .Transaction("t4", takes: 20_000, name: "POST /buy");
        for (int i = 0; i < 6; i++) events.Query($"q{i}", i * 2_000, transaction: "t2");
        return events;
    }
}
