using System.Buffers;

namespace Ashiato.Bench.Data;

/// <summary>Which data set.</summary>
internal sealed record DataSetOptions
{
    /// <summary>10 M events a day, as a rate.</summary>
    public const double TenMillionADay = 10_000_000 / 86_400.0;

    /// <summary>How many events at least; the last trace is whole.</summary>
    public required long EventCount { get; init; }

    /// <summary>How it is sent. Default intake v2.</summary>
    public BenchProtocol Protocol { get; init; }

    /// <summary>Everything follows from it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Events per second of the data set's own time: it decides how full an agent's requests are. Default 10 M a day.</summary>
    public double EventsPerSecond { get; init; } = TenMillionADay;

    /// <summary>The first trace, in microseconds since the Unix epoch (UTC). Default 2026-01-05.</summary>
    public long StartMicros { get; init; } = 1_767_571_200_000_000;

    /// <summary>About how long it is, in microseconds.</summary>
    public long LengthMicros => (long)(EventCount / EventsPerSecond * 1_000_000);

    /// <summary>The same, ending now: stores remove what is old.</summary>
    public DataSetOptions EndingNow(TimeProvider time) =>
        this with { StartMicros = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond - LengthMicros };
}

/// <summary>What one agent sends at once.</summary>
/// <param name="Service">Its service.</param>
/// <param name="SentMicros">When, in the data set's own time.</param>
/// <param name="TransactionCount">How many of the events are transactions.</param>
/// <param name="EventCount">How many events there are.</param>
/// <param name="Body">The request. Valid until the next request is asked for.</param>
internal readonly record struct IntakeRequest(string Service, long SentMicros, int TransactionCount, int EventCount, ReadOnlyMemory<byte> Body);

/// <summary>The data set of the benchmarks as the requests that agents would send, in order of time, made while they are read.</summary>
/// <remarks>
/// Traces begin on their own (exponential waiting times). Every instance tells of its events in order of their end, and sends every
/// 10 s or 2,000 events, whatever comes first.
/// </remarks>
internal sealed class DataSet(DataSetOptions options)
{
    private const int EventsPerRequest = 2_000;
    private const long FlushMicros = 10_000_000;
    private const double EventsPerTrace = 17.5;

    private readonly Catalog _catalog = new();

    /// <summary>All requests. Each enumeration starts anew and gives the same.</summary>
    public IEnumerable<IntakeRequest> Requests()
    {
        var random = new SeededRandom(options.Seed);
        using var writer = IEventWriter.For(options.Protocol, random);
        var outboxes = _catalog.Instances.Select(instance => new Outbox(instance, writer, writer.Sender(instance))).ToArray();
        foreach (var one in EventsByEnd(random, writer))
        {
            foreach (var due in outboxes)
            {
                if (due.DueMicros > one.EndMicros) continue;
                if (due.EventCount > 0) yield return due.Flush(due.DueMicros);
                due.WaitUntilAfter(one.EndMicros);
            }
            var outbox = outboxes[one.Instance];
            outbox.Add(one);
            if (outbox.EventCount == EventsPerRequest) yield return outbox.Flush(one.EndMicros);
        }
        foreach (var rest in outboxes)
            if (rest.EventCount > 0) yield return rest.Flush(rest.DueMicros);
    }

    private readonly record struct Line(int Instance, long EndMicros, bool IsTransaction, byte[] Bytes);

    /// <summary>Events as lines. No event can end before the next trace begins and come after it, so few have to wait.</summary>
    private IEnumerable<Line> EventsByEnd(SeededRandom random, IEventWriter writer)
    {
        var generator = new TraceGenerator(_catalog, random);
        var waiting = new PriorityQueue<Line, (long EndMicros, long Order)>();
        var trace = new List<TraceEvent>();
        double now = options.StartMicros;
        for (long made = 0; made < options.EventCount;)
        {
            now += random.NextExponential(1_000_000 * EventsPerTrace / options.EventsPerSecond);
            while (waiting.TryPeek(out var next, out _) && next.EndMicros < (long)now) yield return waiting.Dequeue();
            trace.Clear();
            generator.Generate((long)now, trace);
            foreach (var one in trace)
            {
                var line = new Line(one.Instance.Index, one.EndMicros, one.Kind == TraceEventKind.Transaction, writer.Event(one));
                waiting.Enqueue(line, (one.EndMicros, made++));
            }
        }
        while (waiting.TryDequeue(out var last, out _)) yield return last;
    }

    /// <summary>What one instance has not sent yet.</summary>
    private sealed class Outbox(BenchInstance instance, IEventWriter writer, byte[] sender)
    {
        private readonly ArrayBufferWriter<byte> _events = new();
        private readonly ArrayBufferWriter<byte> _body = new();
        private int _transactionCount;

        /// <summary>When it sends next at the latest. Instances do not send at the same moment.</summary>
        public long DueMicros { get; private set; } = instance.Index * (FlushMicros / 60);

        public int EventCount { get; private set; }

        public void Add(Line line)
        {
            _events.Write(line.Bytes);
            EventCount++;
            if (line.IsTransaction) _transactionCount++;
        }

        public IntakeRequest Flush(long sentMicros)
        {
            _body.ResetWrittenCount();
            writer.Request(sender, _events.WrittenSpan, _body);
            _events.ResetWrittenCount();
            var request = new IntakeRequest(instance.Service.Name, sentMicros, _transactionCount, EventCount, _body.WrittenMemory);
            (EventCount, _transactionCount) = (0, 0);
            return request;
        }

        public void WaitUntilAfter(long micros) => DueMicros += ((micros - DueMicros) / FlushMicros + 1) * FlushMicros;
    }
}
