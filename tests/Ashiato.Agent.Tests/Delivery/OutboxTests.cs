using System.Diagnostics;
using System.Text;
using Ashiato.Agent.Delivery;
using Ashiato.Agent.Settings;
using Microsoft.Extensions.Logging;

namespace Ashiato.Agent.Tests.Delivery;

public sealed class OutboxTests
{
    private static readonly AgentSettings s_settings = new()
    {
        Servers = [new Uri("http://127.0.0.1:1")],
        ServiceName = "shop",
        Recording = new Recording(),
        MaxQueueSize = 1,
        FlushInterval = TimeSpan.FromMilliseconds(10),
    };

    [Fact]
    public void A_flush_that_begins_while_a_pass_ends_waits_for_what_ended_before_it()
    {
        using var lines = new LogLines();
        var exporter = new Collector();
        using var outbox = Start(exporter, lines);
        bool? isAnsweredBefore = null;
        var flush = new Thread(() => outbox.Flush());
        // What was lost is said after a pass has looked into the queue for the last time.
        lines.Written = _ =>
        {
            // The wait costs time and decides nothing when all is well: then the flush cannot end before this returns.
            exporter.Exporting = () => isAnsweredBefore = flush.Join(TimeSpan.FromMilliseconds(300));
            End(outbox, "late");
            flush.Start();
            while ((flush.ThreadState & System.Threading.ThreadState.WaitSleepJoin) == 0) Thread.Yield();
        };
        using var isAsked = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        exporter.Exporting = () =>
        {
            isAsked.Set();
            mayGoOn.Wait();
        };

        End(outbox, "first");
        isAsked.Wait(TestContext.Current.CancellationToken);
        End(outbox, "lost");
        mayGoOn.Set();
        while (flush.ThreadState == System.Threading.ThreadState.Unstarted) Thread.Yield();
        flush.Join();

        Assert.False(isAnsweredBefore);
        Assert.Equal(["first", "late"], exporter.Sent);
    }

    [Fact]
    public void A_flush_after_the_end_does_not_wait_for_ever()
    {
        using var lines = new LogLines();
        using var outbox = Start(new Collector(), lines);
        outbox.Stop();

        End(outbox, "too late");

        Assert.False(outbox.Flush());
    }

    private static Outbox Start(Collector exporter, LogLines lines)
    {
        var log = new AgentLog(lines.CreateLogger(AgentLog.Category), s_settings);
        var journal = new DeliveryJournal(s_settings, log);
        return new Outbox(exporter, [], s_settings, journal, TimeProvider.System);
    }

    private static void End(Outbox outbox, string name)
    {
        using var activity = new Activity(name) { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        outbox.Add(activity.Start());
    }

    /// <summary>Takes spans, and says so before.</summary>
    private sealed class Collector : ISpanSender
    {
        private static readonly string[] s_names = ["first", "lost", "late"];
        public volatile Action Exporting = static () => { };
        private readonly List<string> _sent = [];

        public IReadOnlyList<string> Sent => _sent;

        public bool IsRefusedForGood => false;

        public void Begin()
        {
        }

        public void TellSuccess()
        {
        }

        public bool TrySend(ReadOnlyMemory<byte> request)
        {
            string text = Encoding.UTF8.GetString(request.Span);
            Exporting();
            _sent.AddRange(s_names.Where(name => text.Contains(name, StringComparison.Ordinal)));
            return true;
        }
    }
}
