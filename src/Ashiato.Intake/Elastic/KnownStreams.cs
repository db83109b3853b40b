using System.Net;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>First lines of streams that were decoded before: an agent begins each of its requests with the same one. Thread-safe.</summary>
/// <remarks>Bounded: a line has one place that it can be kept in, and whatever came last is there.</remarks>
internal sealed class KnownStreams
{
    private const int Places = 512; // a power of two
    private const int LongestLine = 4_096;

    private readonly Entry?[] _entries = new Entry?[Places];

    private sealed record Entry(byte[] Line, IPAddress? Host, StreamMetadata Stream);

    /// <summary>What a line said the last time, if it is remembered.</summary>
    /// <param name="line">The first line of a stream from a server.</param>
    /// <param name="sender">Whose address the events get, if that is kept.</param>
    public StreamMetadata? Find(ReadOnlySpan<byte> line, Sender? sender)
    {
        if (line.Length > LongestLine) return null;
        var entry = Volatile.Read(ref _entries[PlaceOf(line)]);
        return entry is not null && line.SequenceEqual(entry.Line) && Equals(entry.Host, sender?.Client.Ip) ? entry.Stream : null;
    }

    /// <summary>Remembers what a line says.</summary>
    public void Remember(ReadOnlySpan<byte> line, Sender? sender, StreamMetadata stream)
    {
        if (line.Length <= LongestLine) Volatile.Write(ref _entries[PlaceOf(line)], new Entry(line.ToArray(), sender?.Client.Ip, stream));
    }

    private static int PlaceOf(ReadOnlySpan<byte> line) => (int)Utf8Hash.Of(line) & (Places - 1);
}
