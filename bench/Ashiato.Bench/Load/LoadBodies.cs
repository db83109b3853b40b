using Ashiato.Bench.Data;

namespace Ashiato.Bench.Load;

/// <summary>A request that is ready to be sent.</summary>
/// <param name="Service">The service it tells of.</param>
/// <param name="Transactions">How many of its events are transactions.</param>
/// <param name="Events">How many events it has.</param>
/// <param name="Zipped">The body.</param>
internal sealed record LoadBody(string Service, int Transactions, int Events, byte[] Zipped);

/// <summary>The requests of a load, made beforehand so that making them costs nothing while measuring.</summary>
internal sealed class LoadBodies
{
    private LoadBodies(List<LoadBody> warm, List<LoadBody> measured, long measuredPlainBytes, DataSetOptions dataSet)
    {
        Warm = warm;
        Measured = measured;
        MeasuredEvents = measured.Sum(body => (long)body.Events);
        PlainBytesPerEvent = (double)measuredPlainBytes / MeasuredEvents;
        ZippedBytesPerEvent = (double)measured.Sum(body => (long)body.Zipped.Length) / MeasuredEvents;
        DataSet = dataSet;
    }

    public IReadOnlyList<LoadBody> Warm { get; }

    public IReadOnlyList<LoadBody> Measured { get; }

    public long MeasuredEvents { get; }

    public double PlainBytesPerEvent { get; }

    public double ZippedBytesPerEvent { get; }

    public DataSetOptions DataSet { get; }

    public static LoadBodies Make(LoadOptions options)
    {
        var dataSet = new DataSetOptions { EventCount = options.WarmEvents + options.Events, Seed = options.Seed, Protocol = options.Protocol, EventsPerSecond = options.PerSecond }.EndingNow(TimeProvider.System);
        List<LoadBody> warm = [], measured = [];
        long warmLeft = options.WarmEvents, plainBytes = 0;
        var requests = options.Recording is { } recording ? new RecordedStream(recording, dataSet).Requests() : new DataSet(dataSet).Requests();
        foreach (var request in requests)
        {
            var body = new LoadBody(request.Service, request.TransactionCount, request.EventCount, Gzip.Compress(request.Body.Span));
            if (warmLeft > 0)
            {
                warm.Add(body);
                warmLeft -= body.Events;
                continue;
            }
            measured.Add(body);
            plainBytes += request.Body.Length;
        }
        if (measured.Count == 0) throw new BenchException("All events went into warming up; ask for more with --events.");
        return new(warm, measured, plainBytes, dataSet);
    }
}
