using Ashiato.Model;
using Ashiato.Query.Traces;

namespace Ashiato.Query.Tests.Traces;

public class ClockShiftTests
{
    [Fact]
    public async Task Clocks_that_agree_are_left_alone()
    {
        var rows = await RowsAsync(Caller().Transaction("t2", at: 1, takes: 9_990, parent: "call", service: "stock", with: SampleEvents.On("b")));

        Assert.All(rows, row => Assert.Equal(0, row.ShiftMicros));
    }

    [Fact]
    public async Task A_call_that_begins_before_its_caller_is_moved_to_its_middle_with_all_that_its_host_did()
    {
        var rows = await RowsAsync(Caller()
            .Transaction("t2", at: -5_000, takes: 4_000, parent: "call", service: "stock", with: SampleEvents.On("b"))
            .Span("query", at: -4_500, takes: 100, parent: "t2", transaction: "t2", service: "stock", with: SampleEvents.On("b")));

        Assert.Equal(["t1", "call", "t2", "query"], rows.Select(row => row.Id));
        Assert.Equal([0, 0, 8_000, 8_000], rows.Select(row => row.ShiftMicros));
        Assert.Equal([0, 0, 3_000, 3_500], rows.Select(row => row.OffsetMicros));
    }

    [Fact]
    public async Task A_call_that_ends_after_its_waiting_caller_is_moved_back()
    {
        var rows = await RowsAsync(Caller().Transaction("t2", at: 9_000, takes: 4_000, parent: "call", service: "stock", with: SampleEvents.On("b")));

        Assert.Equal(-6_000, rows[2].ShiftMicros);
        Assert.Equal(3_000, rows[2].OffsetMicros);
    }

    [Fact]
    public async Task A_call_that_outlasts_its_caller_is_moved_no_further_than_its_caller_s_start()
    {
        var rows = await RowsAsync(Caller().Transaction("t2", at: -5_000, takes: 40_000, parent: "call", service: "stock", with: SampleEvents.On("b")));

        Assert.Equal(0, rows[2].OffsetMicros);
        Assert.Equal(5_000, rows[2].ShiftMicros);
    }

    [Fact]
    public async Task A_message_that_is_worked_on_later_stays_where_it_is()
    {
        var rows = await RowsAsync(new SampleEvents()
            .Transaction("t1", takes: 10_000, with: SampleEvents.On("a"))
            .Span("send", takes: 100, with: batch =>
            {
                SampleEvents.On("a")(batch);
                batch.Set(Fields.SpanType, "messaging");
            })
            .Transaction("t2", at: 60_000, takes: 50, parent: "send", service: "mail", with: SampleEvents.On("b")));

        Assert.Equal(60_000, rows[2].OffsetMicros);
        Assert.Equal(0, rows[2].ShiftMicros);
    }

    [Fact]
    public async Task All_calls_between_two_hosts_decide_on_one_shift_together()
    {
        var rows = await RowsAsync(new SampleEvents()
            .Transaction("t1", takes: 100_000, with: SampleEvents.On("a"))
            .Span("c1", at: 0, takes: 10_000, with: SampleEvents.On("a"))
            .Span("c2", at: 50_000, takes: 1_000, with: SampleEvents.On("a"))
            .Transaction("t2", at: -20_000, takes: 5_000, parent: "c1", with: SampleEvents.On("b"))
            .Transaction("t3", at: 29_000, takes: 900, parent: "c2", with: SampleEvents.On("b")));

        // The second call leaves room for 100 µs only: from 21,000 to 21,100.
        Assert.Equal([0, 0, 21_050, 0, 21_050], rows.Select(row => row.ShiftMicros));
    }

    [Fact]
    public async Task A_call_back_counts_for_the_same_two_clocks()
    {
        var rows = await RowsAsync(Caller()
            .Transaction("t2", at: -50_000, takes: 8_000, parent: "call", with: SampleEvents.On("b"))
            .Span("back", at: -49_000, takes: 4_000, parent: "t2", transaction: "t2", with: SampleEvents.On("b"))
            .Transaction("t3", at: 1_500, takes: 3_900, parent: "back", with: SampleEvents.On("a")));

        // The call alone allows 50,000 to 52,000; the call back, 50,400 to 50,500.
        Assert.Equal([0, 0, 50_450, 50_450, 0], rows.Select(row => row.ShiftMicros));
    }

    [Fact]
    public async Task Calls_that_contradict_each_other_are_decided_by_their_starts()
    {
        var rows = await RowsAsync(new SampleEvents()
            .Transaction("t1", takes: 100_000, with: SampleEvents.On("a"))
            .Span("c1", at: 0, takes: 10_000, with: SampleEvents.On("a"))
            .Span("c2", at: 50_000, takes: 1_000, with: SampleEvents.On("a"))
            .Transaction("t2", at: -20_000, takes: 5_000, parent: "c1", with: SampleEvents.On("b"))
            .Transaction("t3", at: 90_000, takes: 900, parent: "c2", with: SampleEvents.On("b")));

        Assert.Equal(20_000, rows.Single(row => row.Id == "t2").ShiftMicros);
    }

    [Fact]
    public async Task A_host_behind_a_shifted_one_is_placed_by_its_own_caller()
    {
        var rows = await RowsAsync(Caller()
            .Transaction("t2", at: -50_000, takes: 10_000, parent: "call", with: SampleEvents.On("b"))
            .Span("deeper", at: -49_000, takes: 4_000, parent: "t2", transaction: "t2", with: SampleEvents.On("b"))
            .Transaction("t3", at: -49_000, takes: 4_000, parent: "deeper", with: SampleEvents.On("c")));

        Assert.Equal([0, 0, 0, 1_000, 1_000], rows.Select(row => row.OffsetMicros));
        Assert.Equal([0, 0, 50_000, 50_000, 50_000], rows.Select(row => row.ShiftMicros));
    }

    [Fact]
    public async Task Errors_move_with_the_host_that_recorded_them()
    {
        var trace = await TraceQuestionTests.TraceAsync(Caller()
            .Transaction("t2", at: -5_000, takes: 4_000, parent: "call", service: "stock", with: SampleEvents.On("b"))
            .Error("e1", at: -4_000, parent: "t2", transaction: "t2"));

        Assert.Equal(4_000, Assert.Single(trace.Errors).OffsetMicros);
    }

    /// <summary>On host "a", a call that takes 10 ms.</summary>
    private static SampleEvents Caller() => new SampleEvents()
        .Transaction("t1", takes: 10_000, with: SampleEvents.On("a"))
        .Span("call", takes: 10_000, with: SampleEvents.On("a"));

    private static async Task<IReadOnlyList<TraceRow>> RowsAsync(SampleEvents events) => (await TraceQuestionTests.TraceAsync(events)).Rows;
}
