using System.Buffers;

namespace Ashiato.Bench.Data;

/// <summary>One trace of the data set on its own, as the requests of the instances that took part.</summary>
/// <param name="TraceId">32 hex digits.</param>
/// <param name="Events">How many events it has.</param>
/// <param name="Transactions">How many of them are transactions.</param>
/// <param name="Bodies">Gzipped requests, one an instance.</param>
internal sealed record ProbeTrace(string TraceId, int Events, int Transactions, IReadOnlyList<byte[]> Bodies)
{
    public static ProbeTrace Make(BenchProtocol protocol, ulong seed, long startMicros)
    {
        var random = new SeededRandom(SeededRandom.Mix(~seed));
        using var writer = IEventWriter.For(protocol, random);
        var events = new List<TraceEvent>();
        new TraceGenerator(s_catalog, random).Generate(startMicros, events);
        var bodies = events
            .GroupBy(one => one.Instance)
            .Select(own => RequestOf(writer, own.Key, own));
        return new($"{events[0].Visit.TraceHigh:x16}{events[0].Visit.TraceLow:x16}", events.Count, events.Count(one => one.Kind == TraceEventKind.Transaction), [.. bodies]);
    }

    private static byte[] RequestOf(IEventWriter writer, BenchInstance instance, IEnumerable<TraceEvent> events)
    {
        var body = new ArrayBufferWriter<byte>();
        writer.Request(writer.Sender(instance), [.. events.SelectMany(writer.Event)], body);
        return Gzip.Compress(body.WrittenSpan);
    }

    private static readonly Catalog s_catalog = new();
}
