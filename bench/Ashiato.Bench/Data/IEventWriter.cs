using System.Buffers;

namespace Ashiato.Bench.Data;

/// <summary>Writes events as the agents of one protocol send them.</summary>
internal interface IEventWriter : IDisposable
{
    /// <summary>Makes a writer.</summary>
    static IEventWriter For(BenchProtocol protocol, SeededRandom random) => protocol == BenchProtocol.Otlp ? new OtlpWriter(random) : new IntakeWriter(random);

    /// <summary>Who is sending.</summary>
    byte[] Sender(BenchInstance instance);

    /// <summary>One event.</summary>
    byte[] Event(TraceEvent one);

    /// <summary>Writes a request.</summary>
    /// <param name="sender">What <see cref="Sender"/> gave.</param>
    /// <param name="events">What <see cref="Event"/> gave, one behind the other.</param>
    /// <param name="target">Where the request goes.</param>
    void Request(ReadOnlySpan<byte> sender, ReadOnlySpan<byte> events, IBufferWriter<byte> target);
}
