using Ashiato.Model;
using Ashiato.Query.Calls;
using Ashiato.Query.Findings;
using Ashiato.Query.Runs.Diff;
using Ashiato.Query.Tests.Calls;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Findings;

/// <summary>A small application with faults that can be switched on and off: exactly the right finding appears and vanishes, and the difference names the mend.</summary>
public sealed class FaultsTests
{
    private const long Later = 60_000_000;
    private const int Requests = 20;

    private static Period Before { get; } = new(new TimeRange(SampleEvents.Noon - 1_000_000, SampleEvents.Noon + Later - 1_000_000));

    private static Period After { get; } = new(new TimeRange(SampleEvents.Noon + Later - 1_000_000, SampleEvents.Noon + (2 * Later)));

    /// <summary>The faults of the application.</summary>
    public enum Fault
    {
        /// <summary>None.</summary>
        None,

        /// <summary>A user is read for each item.</summary>
        Loop,

        /// <summary>Shipments are asked for one after the other.</summary>
        Serial,

        /// <summary>Buyers wait for each other's locks.</summary>
        Lock,

        /// <summary>Each request opens a connection.</summary>
        Connection,

        /// <summary>Statements are prepared for each call.</summary>
        Prepare,

        /// <summary>All items are read.</summary>
        BigAnswer,

        /// <summary>Shipments are asked for inside of a transaction.</summary>
        LockedCall,

        /// <summary>A password is hashed very dearly.</summary>
        OwnWork,
    }

    [Theory]
    [InlineData(Fault.None, null)]
    [InlineData(Fault.Loop, FindingKind.CalledInLoop)]
    [InlineData(Fault.Serial, FindingKind.OneAfterTheOther)]
    [InlineData(Fault.Lock, FindingKind.Waiting)]
    [InlineData(Fault.Connection, FindingKind.ConnectionEachTime)]
    [InlineData(Fault.Prepare, FindingKind.PreparedEachTime)]
    [InlineData(Fault.BigAnswer, FindingKind.BigAnswers)]
    [InlineData(Fault.LockedCall, FindingKind.LockedWhileCalling)]
    [InlineData(Fault.OwnWork, FindingKind.OwnWork)]
    public async Task Exactly_the_right_finding_appears_with_a_fault(Fault fault, FindingKind? expected)
    {
        await using var store = await Serve(new SampleEvents(), 0, fault).ToStoreAsync();

        var found = await new Questions(store, TimeProvider.System).FindingsAsync(null, null, Before, TestContext.Current.CancellationToken);

        Assert.Equal(expected is { } kind ? [kind] : [], found.Findings.Select(static finding => finding.Kind));
    }

    [Theory]
    [InlineData(Fault.Loop, DiffCauseKind.FewerCalls, null)]
    [InlineData(Fault.Serial, DiffCauseKind.FindingGone, FindingKind.OneAfterTheOther)]
    [InlineData(Fault.Lock, DiffCauseKind.FindingGone, FindingKind.Waiting)]
    [InlineData(Fault.Connection, DiffCauseKind.FindingGone, FindingKind.ConnectionEachTime)]
    [InlineData(Fault.Prepare, DiffCauseKind.FindingGone, FindingKind.PreparedEachTime)]
    [InlineData(Fault.BigAnswer, DiffCauseKind.FindingGone, FindingKind.BigAnswers)]
    [InlineData(Fault.LockedCall, DiffCauseKind.FindingGone, FindingKind.LockedWhileCalling)]
    [InlineData(Fault.OwnWork, DiffCauseKind.OwnTimeLess, null)]
    public async Task The_difference_between_two_runs_names_the_mend(Fault fault, DiffCauseKind cause, FindingKind? finding)
    {
        await using var store = await Serve(Serve(new SampleEvents(), 0, fault), Later, Fault.None).ToStoreAsync();

        var diff = await new Questions(store, TimeProvider.System).RunDiffAsync(Before, After, null, TestContext.Current.CancellationToken);

        Assert.Contains(diff.Causes, one => one.Kind == cause && one.Finding?.Kind == finding && (one.GainedMicros > 0 || one.Finding?.SavingMicros == 0));
        Assert.DoesNotContain(diff.Causes, static one => one.Kind is DiffCauseKind.FindingNew or DiffCauseKind.MoreCalls or DiffCauseKind.CallSlower or DiffCauseKind.MoreFailures);
        Assert.True(diff.GainedMicros > 0);
    }

    /// <summary>Requests that do all that is right, and what one fault adds.</summary>
    private static SampleEvents Serve(SampleEvents events, long at, Fault fault)
    {
        for (int i = 0; i < Requests; i++)
        {
            string id = $"{at}-{i}";
            long begin = at + (i * 200_000);
            Action<EventBatchBuilder> rows = batch => batch.Set(Fields.SpanDbRowsAffected, fault == Fault.BigAnswer ? 20_000 : 49);
            Action<EventBatchBuilder> connect = static batch => batch.Set(Fields.SpanAction, "connect");
            events.Transaction(id, begin, 40_000 + Extra(fault, i), name: "GET /items");
            events.Query($"list{id}", begin, fault == Fault.BigAnswer ? 12_000 : 3_000, "SELECT * FROM items ORDER BY id LIMIT ?", id, rows);
            for (int user = 0; user < (fault == Fault.Loop ? 12 : 1); user++) events.Query($"user{id}-{user}", begin + 12_000 + (user * 1_100), transaction: id);
            events.Query($"lock{id}", begin + 16_000, fault == Fault.Lock && i % 4 == 0 ? 60_000 : 2_000, "SELECT * FROM items WHERE id = ? FOR UPDATE", id);
            if (fault == Fault.Connection) events.Query($"connect{id}", begin + 5_000, 6_000, "connect", id, connect);
            if (fault == Fault.Prepare)
                for (int statement = 0; statement < 3; statement++)
                    events.Query($"prepare{id}-{statement}", begin + 5_000 + (statement * 2_000), 1_800, statement == 0 ? CallSamples.Statement : statement == 1 ? "SELECT * FROM items ORDER BY id LIMIT ?" : "SELECT * FROM items WHERE id = ? FOR UPDATE", id, CallSamples.Preparing);
            // Mended, the transaction ends before others are called.
            events.Query($"begin{id}", begin + 15_500, 100, "BEGIN", id).Query($"commit{id}", begin + (fault == Fault.LockedCall ? 30_000 : 18_500), 100, "COMMIT", id);
            for (int call = 0; call < 3; call++) events.Call($"ship{id}-{call}", begin + 20_000 + (fault == Fault.Serial ? call * 9_000 : 0), 8_000, transaction: id);
        }
        return events;
    }

    private static long Extra(Fault fault, int i) => fault switch
    {
        Fault.None => 0,
        Fault.Lock => i % 4 == 0 ? 60_000 : 0,
        Fault.OwnWork => 400_000,
        _ => 18_000,
    };
}
