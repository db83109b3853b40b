using Ashiato.Model;
using Ashiato.Query.Findings;
using Ashiato.Query.Tests.Calls;

namespace Ashiato.Query.Tests.Findings;

public sealed class FindingsTests
{
    [Fact]
    public async Task A_statement_called_in_a_loop_is_named_with_what_it_costs_and_what_can_be_saved()
    {
        var finding = Assert.Single(await FindAsync(Loop(count: 10)));

        Assert.Equal((FindingKind.CalledInLoop, "shop", "GET /", CallSamples.Statement), (finding.Kind, finding.Service, finding.Transaction, finding.Call?.Text));
        Assert.Equal((10, 10_000, 9_000), (finding.PerRequest, finding.CostMicros, finding.SavingMicros));
        Assert.Equal((SampleEvents.TraceId, "q0"), (finding.TraceId, finding.SpanId));
    }

    [Fact]
    public async Task A_loop_is_seen_between_other_calls_in_parallel_and_compressed()
    {
        var interleaved = new SampleEvents().Transaction(takes: 50_000);
        for (int i = 0; i < 6; i++) interleaved.Query($"q{i}", i * 4_000).Query($"r{i}", (i * 4_000) + 2_000, 50, "SELECT ?");
        var parallel = new SampleEvents().Transaction(takes: 50_000);
        for (int i = 0; i < 6; i++) parallel.Query($"q{i}", 0, 20_000);
        var compressed = new SampleEvents().Transaction(takes: 50_000).Query("q", 0, 20_000, with: batch => batch.Set(Fields.SpanCompositeCount, 40));

        Assert.Contains(await FindAsync(interleaved), finding => finding is { Kind: FindingKind.CalledInLoop, PerRequest: 6 } && finding.Call!.Text == CallSamples.Statement);
        // What runs together costs the request only once.
        Assert.Equal((6, 20_000), Assert.Single(await FindAsync(parallel)) is { } found ? (found.PerRequest, found.CostMicros) : default);
        Assert.Equal(40, Assert.Single(await FindAsync(compressed)).PerRequest);
    }

    [Fact]
    public async Task Few_calls_quick_calls_and_calls_under_different_parents_are_no_loop()
    {
        Assert.Empty(await FindAsync(Loop(count: 4)));
        Assert.Empty(await FindAsync(Loop(count: 10, takes: 10)));
        var nested = new SampleEvents().Transaction(takes: 50_000);
        for (int i = 0; i < 6; i++) nested.Span($"s{i}", i * 5_000, 4_000, with: Own).Span($"q{i}", i * 5_000, 2_000, parent: $"s{i}", with: Users);
        Assert.Empty(await FindAsync(nested));

        static void Own(EventBatchBuilder batch) => batch.Set(Fields.SpanType, "app");
        static void Users(EventBatchBuilder batch) => batch.Set(Fields.SpanFingerprint, CallSamples.Statement);
    }

    [Fact]
    public async Task What_steers_a_connection_is_no_loop()
    {
        var events = new SampleEvents().Transaction(takes: 50_000);
        for (int i = 0; i < 10; i++) events.Query($"q{i}", i * 2_000, text: "COMMIT");

        Assert.Empty(await FindAsync(events));
    }

    [Fact]
    public async Task Calls_to_a_service_one_after_the_other_could_run_together()
    {
        var events = new SampleEvents().Transaction(takes: 50_000).Call("a", 0).Call("b", 12_000, 15_000).Call("c", 30_000);

        var finding = Assert.Single(await FindAsync(events));

        Assert.Equal((FindingKind.OneAfterTheOther, 3, 35_000, 20_000), (finding.Kind, finding.PerRequest, finding.CostMicros, finding.SavingMicros));
    }

    [Fact]
    public async Task Calls_that_run_together_or_that_have_a_query_between_them_are_left_alone()
    {
        Assert.Empty(await FindAsync(new SampleEvents().Transaction(takes: 50_000).Call("a", 0, 20_000).Call("b", 1_000, 20_000)));
        Assert.Empty(await FindAsync(new SampleEvents().Transaction(takes: 50_000)
            .Call("a", 0, 20_000, "POST payment/token").Query("q", 20_100, 100).Call("b", 20_400, 20_000, "POST shipment/create")));
    }

    [Fact]
    public async Task A_lock_that_some_requests_wait_for_is_told_by_what_they_wait()
    {
        const string locking = "SELECT * FROM items WHERE id = ? FOR UPDATE";
        var events = new SampleEvents();
        for (int i = 0; i < 20; i++)
            events.Transaction($"t{i}", takes: 60_000, name: "POST /buy").Query($"q{i}", 0, i < 5 ? 50_000 : 1_000, locking, $"t{i}");

        var finding = Assert.Single(await FindAsync(events));

        Assert.Equal((FindingKind.Waiting, "POST /buy", 0.25, 245_000), (finding.Kind, finding.Transaction, finding.Share, finding.SavingMicros));
    }

    [Fact]
    public async Task A_statement_without_a_lock_that_is_sometimes_slow_does_not_wait()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 20; i++) events.Transaction($"t{i}", takes: 60_000).Query($"q{i}", 0, i < 5 ? 50_000 : 1_000, transaction: $"t{i}");

        Assert.Empty(await FindAsync(events));
    }

    [Fact]
    public async Task Calls_in_a_transaction_that_only_reads_or_after_its_end_or_that_outlast_it_hold_up_nobody()
    {
        Assert.Equal(FindingKind.LockedWhileCalling, Assert.Single(await FindAsync(Buy("UPDATE items SET status = ?"))).Kind);
        Assert.Empty(await FindAsync(Buy("SELECT * FROM items")));
        Assert.Empty(await FindAsync(Buy("UPDATE items SET status = ?", call: 25_000)));
        Assert.Empty(await FindAsync(Buy("UPDATE items SET status = ?", takes: 30_000)));
        Assert.Empty(await FindAsync(Buy("UPDATE items SET status = ?", end: "SELECT ?")));

        static SampleEvents Buy(string first, long call = 5_000, long takes = 10_000, string end = "COMMIT")
        {
            var events = new SampleEvents();
            for (int i = 0; i < 3; i++)
                events.Transaction($"t{i}", takes: 50_000).Query($"b{i}", 0, 100, "BEGIN", $"t{i}").Query($"q{i}", 1_000, 100, first, $"t{i}").Call($"c{i}", call, takes, transaction: $"t{i}").Query($"e{i}", 20_000, 100, end, $"t{i}");
            return events;
        }
    }

    [Fact]
    public async Task Own_work_is_told_only_where_calls_are_followed_and_all_requests_do_as_much()
    {
        var finding = Assert.Single(await FindAsync(Login(static _ => 40_000)));
        Assert.Equal((FindingKind.OwnWork, "POST /login", 0.95, 0), (finding.Kind, finding.Transaction, finding.Share, finding.SavingMicros));
        Assert.Empty(await FindAsync(Login(static _ => 12_000)));
        Assert.Empty(await FindAsync(Login(static _ => 40_000, hasQuery: false)));
        // Streams and long polls last as long as they like; those of half a minute do, too.
        Assert.Empty(await FindAsync(Login(static i => (i + 1) * (i + 1) * 20_000)));
        Assert.Empty(await FindAsync(Login(static _ => 30_000_000)));

        static SampleEvents Login(Func<int, long> takes, bool hasQuery = true)
        {
            var events = new SampleEvents();
            for (int i = 0; i < 10; i++)
            {
                events.Transaction($"t{i}", takes: takes(i), name: "POST /login");
                if (hasQuery) events.Query($"q{i}", 0, 2_000, transaction: $"t{i}");
            }
            return events;
        }
    }

    [Fact]
    public async Task Statements_prepared_each_time_are_one_finding_of_the_service()
    {
        var events = new SampleEvents().Transaction(takes: 20_000)
            .Query("p", 0, 4_000, with: CallSamples.Preparing).Query("a", 5_000, 4_000)
            .Query("r", 9_000, 2_000, "SELECT ?", with: CallSamples.Preparing).Query("b", 12_000, 2_000, "SELECT ?");

        var finding = Assert.Single(await FindAsync(events));

        Assert.Equal((FindingKind.PreparedEachTime, "shop", null, 0.5, 6_000), (finding.Kind, finding.Service, finding.Transaction, finding.Share, finding.SavingMicros));
    }

    [Fact]
    public async Task Statements_prepared_once_and_used_often_are_left_alone()
    {
        var events = new SampleEvents().Transaction(takes: 20_000).Query("p", 0, 4_000, with: CallSamples.Preparing);
        for (int i = 0; i < 4; i++) events.Query($"q{i}", 5_000 + (i * 2_000));

        Assert.Empty(await FindAsync(events));
    }

    [Fact]
    public async Task A_connection_opened_in_most_requests_is_told()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 10; i++) events.Transaction($"t{i}", takes: 20_000).Query($"c{i}", 0, 5_000, "connect", $"t{i}", static batch => batch.Set(Fields.SpanAction, "connect"));

        Assert.Equal(FindingKind.ConnectionEachTime, Assert.Single(await FindAsync(events)).Kind);
    }

    [Fact]
    public async Task Answers_of_thousands_of_rows_are_told_with_their_size()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 5; i++) events.Transaction($"t{i}", takes: 20_000).Query($"q{i}", 0, 9_000, "SELECT * FROM items", $"t{i}", static batch => batch.Set(Fields.SpanDbRowsAffected, 20_000));

        Assert.Equal((FindingKind.BigAnswers, 20_000), Assert.Single(await FindAsync(events)) is { } finding ? (finding.Kind, finding.Size) : default);
    }

    [Fact]
    public async Task One_instance_that_is_slower_than_its_siblings_for_the_same_requests_is_told()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 240; i++)
            events.Transaction($"t{i}", takes: i % 4 == 0 ? 30_000 : 10_000, with: batch => batch.Set(Fields.ServiceNodeName, $"shop-{i % 4}"));

        var finding = Assert.Single(await FindAsync(events));

        Assert.Equal((FindingKind.OneInstanceDiffers, "shop-0", 3.0), (finding.Kind, finding.Instance, finding.Times));
    }

    [Fact]
    public async Task Calls_that_no_request_tells_of_are_told_where_requests_keep_silent_about_most_of_their_time()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 30; i++) events.Transaction($"t{i}", takes: 20_000).Span($"q{i}", 0, 9_000, parent: null, transaction: null);

        Assert.Equal(FindingKind.MissingContext, Assert.Single(await FindAsync(events)).Kind);
    }

    [Fact]
    public async Task First_requests_after_a_silence_that_take_much_longer_are_told()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 30; i++) events.Transaction($"s{i}", at: i * 1_000, takes: 100_000);
        for (int i = 0; i < 60; i++) events.Transaction($"t{i}", at: 120_000_000 + (i * 1_000), takes: 10_000);

        var finding = Assert.Single(await FindAsync(events));

        Assert.Equal((FindingKind.SlowStart, 10.0), (finding.Kind, finding.Times));
    }

    [Fact]
    public async Task What_is_true_of_names_that_differ_only_in_values_is_one_finding()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 3; i++)
        {
            events.Transaction($"t{i}", takes: 50_000, name: $"GET /items/{i}.json");
            for (int call = 0; call < 10; call++) events.Query($"q{i}-{call}", call * 1_200, transaction: $"t{i}");
        }

        var finding = Assert.Single(await FindAsync(events));

        Assert.Equal(("GET /items/{id}.json", 3, 10, 30_000), (finding.Transaction, finding.TransactionCount, finding.PerRequest, finding.CostMicros));
    }

    [Fact]
    public async Task Findings_keep_their_names_from_period_to_period()
    {
        var first = Assert.Single(await FindAsync(Loop(count: 10)));
        var second = Assert.Single(await FindAsync(Loop(count: 30)));

        Assert.Equal(first.Id, second.Id);
        Assert.Matches("^[0-9a-f]{16}$", first.Id);
    }

    [Fact]
    public async Task The_line_of_code_is_the_first_that_is_no_library()
    {
        const string frames = """[{"filename":"sql.go","line":{"number":9},"function":"Query","library_frame":true},{"filename":"main.go","line":{"number":412},"function":"getUser"}]""";
        var events = new SampleEvents().Transaction(takes: 20_000);
        for (int i = 0; i < 10; i++) events.Query($"q{i}", i * 1_500, with: static batch => batch.Set(Fields.SpanStacktrace, frames));

        Assert.Equal("main.go:412 getUser", Assert.Single(await FindAsync(events)).CodeLine);
    }

    [Fact]
    public async Task A_trace_shows_its_own_loops_and_what_it_alone_cannot_show_is_left_out()
    {
        await using var store = await Loop(count: 10).Query("p", 20_000, 4_000, "SELECT ?", with: CallSamples.Preparing).Query("s", 25_000, 4_000, "SELECT ?").ToStoreAsync();
        var questions = new Questions(store, TimeProvider.System);

        var found = await questions.TraceFindingsAsync(SampleEvents.TraceId, TestContext.Current.CancellationToken);

        // One statement that is prepared once may be prepared for good.
        Assert.Equal((FindingKind.CalledInLoop, 10.0, 9_000.0), Assert.Single(found.Findings) is { } finding ? (finding.Kind, finding.PerRequest, finding.SavingMicros) : default);
        Assert.Empty((await questions.TraceFindingsAsync("ffffffffffffffffffffffffffffffff", TestContext.Current.CancellationToken)).Findings);
    }

    [Fact]
    public async Task A_muted_finding_stays_in_the_list_with_who_muted_it_until_the_mute_ends()
    {
        await using var store = await Loop(count: 10).ToStoreAsync();
        var mutes = new Mutes();
        var questions = new Questions(store, TimeProvider.System, mutes: mutes);
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
        string id = Assert.Single(await AskAsync()).Id;

        mutes.All = [new FindingMute(id, "mika", now, now + 3_600_000_000)];
        Assert.Equal((true, "mika"), Assert.Single(await AskAsync()) is { } muted ? (muted.IsMuted, muted.Mute?.By) : default);
        mutes.All = [new FindingMute(id, "mika", now - 10, now - 1)];
        Assert.False(Assert.Single(await AskAsync()).IsMuted);
        mutes.All = [new FindingMute("0123456789abcdef", "mika", now, null)];
        Assert.False(Assert.Single(await AskAsync()).IsMuted);

        async Task<IReadOnlyList<Finding>> AskAsync() => (await questions.FindingsAsync(null, null, CallSamples.Period, TestContext.Current.CancellationToken)).Findings;
    }

    private sealed class Mutes : IFindingMutes
    {
        public IReadOnlyList<FindingMute> All { get; set; } = [];

        public ValueTask<IReadOnlyList<FindingMute>> ReadAsync(CancellationToken cancel) => ValueTask.FromResult(All);
    }

    private static SampleEvents Loop(int count, long takes = 1_000)
    {
        var events = new SampleEvents().Transaction(takes: 50_000);
        for (int i = 0; i < count; i++) events.Query($"q{i}", i * 1_200, takes);
        return events;
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(SampleEvents events)
    {
        await using var store = await events.ToStoreAsync();
        var list = await new Questions(store, TimeProvider.System).FindingsAsync(null, null, CallSamples.Period, TestContext.Current.CancellationToken);
        return list.Findings;
    }
}
