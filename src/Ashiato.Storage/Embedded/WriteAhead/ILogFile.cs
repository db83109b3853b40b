namespace Ashiato.Storage.Embedded.WriteAhead;

/// <summary>A file of the log while it is written.</summary>
internal interface ILogFile : IDisposable
{
    /// <summary>Writes buffers one behind the other.</summary>
    void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offsetBytes);

    /// <summary>Makes what was written durable.</summary>
    void Flush();

    /// <summary>Takes back what lies behind an offset.</summary>
    void Truncate(long lengthBytes);
}
