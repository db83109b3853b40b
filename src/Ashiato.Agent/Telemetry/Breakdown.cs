using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ashiato.Agent.Telemetry;

/// <summary>Counts for each transaction what its time went to: the own time of each kind of span, and the rest as <c>app</c>.</summary>
/// <remarks>
/// The names are those of Elastic's agents' metric sets. How many spans it was is left out: OpenTelemetry's SDK would send it as a row of its own. Only what is recorded counts, so shares are right and sums are those of the
/// sample. Source: "Breakdown metrics" of the specification of Elastic's agents.
/// </remarks>
internal sealed class Breakdown : IDisposable
{
    public const string MeterName = "Ashiato.Agent.Breakdown";

    private readonly Meter _meter = new(MeterName, AgentIdentity.Version);
    private readonly SpentTime _spent;

    public Breakdown()
    {
        _spent = new SpentTime(_meter.CreateCounter<long>("span.self_time.sum.us", "us", "Own time of spans of one kind in transactions of one name."));
        // It measures nothing: whoever collects asks it before looking at the counter, and so what was added up is told in time.
        _meter.CreateObservableCounter<long>("span.self_time.told", () =>
        {
            _spent.Tell();
            return [];
        });
    }

    /// <summary>One begins.</summary>
    public static void OnStart(Activity data)
    {
        if (!Transactions.IsOne(data)) Progress.Of(data.Parent!).BeginChild(data.StartTimeUtc.Ticks);
    }

    /// <summary>One has ended.</summary>
    public void OnEnd(Activity data)
    {
        long end = data.StartTimeUtc.Ticks + data.Duration.Ticks;
        var time = Progress.Known(data);
        long own = Math.Max(0, data.Duration.Ticks - (time?.CoveredUntil(end) ?? 0));
        if (Transactions.IsOne(data))
        {
            if (data.Recorded) Tell(data, time, own);
            return;
        }
        Progress.Known(data.Parent!)?.EndChild(end);
        var (type, subtype) = KindsOfWork.OfSpan(data);
        Progress.Of(Transactions.Of(data)).Add(type, subtype, own);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Tell(Activity transaction, Progress? time, long own)
    {
        string name = transaction.DisplayName, type = KindsOfWork.OfTransaction(transaction);
        if (time is not null)
            foreach (var kind in time.Kinds()) Tell(name, type, kind);
        Tell(name, type, new Progress.KindOfWork("app", null, own));
    }

    private void Tell(string name, string type, in Progress.KindOfWork kind) =>
        _spent.Add(new SpentTime.Work(name, type, kind.Type, kind.Subtype), kind.Ticks / TimeSpan.TicksPerMicrosecond);
}
