using Ashiato.Model;
using Ashiato.Query.Findings;
using Ashiato.Query.Tests.Calls;

namespace Ashiato.Query.Tests.Findings;

/// <summary>Where requests wait for each other besides statements that say that they lock.</summary>
public sealed class WaitingTests
{
    private const string Write = "UPDATE items SET status = ? WHERE id = ?";

    [Theory]
    [InlineData("BEGIN IMMEDIATE", 50_000, 1_000)]
    [InlineData("BEGIN", 100, 50_000)]
    [InlineData("START TRANSACTION", 100, 50_000)]
    public async Task Time_from_the_begin_of_a_transaction_to_its_first_row_is_a_lock_that_is_waited_for(string begin, long beginTakes, long writeTakes)
    {
        var finding = Assert.Single(await FindAsync(Buy(begin, beginTakes, writeTakes)));

        Assert.Equal((FindingKind.Waiting, "POST /buy", 0.25, false), (finding.Kind, finding.Transaction, finding.Share, finding.IsForConnection));
        Assert.Equal(beginTakes > writeTakes ? begin : Write, finding.Call?.Text);
    }

    [Fact]
    public async Task A_later_write_and_a_write_outside_of_a_transaction_wait_for_nobody()
    {
        Assert.Empty(await FindAsync(Buy("SELECT ?", 100, 50_000)));
        var events = new SampleEvents();
        for (int i = 0; i < 20; i++)
        {
            events.Transaction($"t{i}", takes: i < 5 ? 59_000 : 10_000).Query($"b{i}", 0, 100, "BEGIN", $"t{i}").Query($"f{i}", 1_000, 1_000, "INSERT INTO logs (a) VALUES (?)", $"t{i}")
                .Query($"w{i}", 3_000, i < 5 ? 50_000 : 1_000, Write, $"t{i}").Query($"c{i}", i < 5 ? 58_000 : 8_000, 100, "COMMIT", $"t{i}");
        }
        Assert.Empty(await FindAsync(events));
    }

    [Fact]
    public async Task A_pool_that_has_no_connection_left_is_told_as_such()
    {
        var finding = Assert.Single(await FindAsync(Connecting(static i => i < 5 ? 60_000 : null)));

        Assert.Equal((FindingKind.Waiting, 0.25, true, "connect", 300_000), (finding.Kind, finding.Share, finding.IsForConnection, finding.Call?.Text, finding.SavingMicros));
    }

    [Fact]
    public async Task Connections_that_are_opened_now_and_then_are_left_alone()
    {
        Assert.Empty(await FindAsync(Connecting(static i => i < 5 ? 8_000 : null)));
        Assert.Empty(await FindAsync(Connecting(static i => i < 2 ? 60_000 : null)));
    }

    private static SampleEvents Buy(string begin, long beginTakes, long writeTakes)
    {
        var events = new SampleEvents();
        for (int i = 0; i < 20; i++)
        {
            var (begins, writes) = i < 5 ? (beginTakes, writeTakes) : (100, 1_000);
            events.Transaction($"t{i}", takes: begins + writes + 8_000, name: "POST /buy").Query($"b{i}", 0, begins, begin, $"t{i}")
                .Query($"w{i}", begins + 1_000, writes, Write, $"t{i}").Query($"c{i}", begins + writes + 2_000, 100, "COMMIT", $"t{i}");
        }
        return events;
    }

    private static SampleEvents Connecting(Func<int, long?> takes)
    {
        var events = new SampleEvents();
        for (int i = 0; i < 20; i++)
        {
            events.Transaction($"t{i}", takes: (takes(i) ?? 0) + 10_000).Query($"q{i}", takes(i) ?? 0, transaction: $"t{i}");
            if (takes(i) is { } micros) events.Query($"c{i}", 0, micros, "connect", $"t{i}", static batch => batch.Set(Fields.SpanAction, "connect"));
        }
        return events;
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(SampleEvents events)
    {
        await using var store = await events.ToStoreAsync();
        return (await new Questions(store, TimeProvider.System).FindingsAsync(null, null, CallSamples.Period, TestContext.Current.CancellationToken)).Findings;
    }
}
