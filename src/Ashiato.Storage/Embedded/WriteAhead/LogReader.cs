using System.Buffers;
using System.Buffers.Binary;

namespace Ashiato.Storage.Embedded.WriteAhead;

/// <summary>Reads a file of the log up to where it ends or stops making sense.</summary>
internal static class LogReader
{
    /// <summary>How far a file could be read.</summary>
    /// <param name="GoodBytes">The end of the last good record.</param>
    /// <param name="Finding">What stands behind it that is no record, as a clause; <see langword="null"/> when there is nothing.</param>
    internal readonly record struct Ending(long GoodBytes, string? Finding);

    /// <param name="path">The file.</param>
    /// <param name="each">Called with the kind and content of each record; the content is gone when it returns.</param>
    public static Ending Read(string path, Action<byte, ReadOnlyMemory<byte>> each)
    {
        using var handle = File.OpenHandle(path);
        long fileLength = RandomAccess.GetLength(handle);
        Span<byte> head = stackalloc byte[LogRecord.HeadBytes];

        var mark = head[..LogRecord.FileMark.Length];
        int read = RandomAccess.Read(handle, mark, 0);
        if (read < mark.Length || !mark.SequenceEqual(LogRecord.FileMark))
            return new Ending(0, mark[..read].ContainsAnyExcept((byte)0) ? "it does not begin like a log" : null);

        long at = LogRecord.FileMark.Length;
        while (true)
        {
            read = RandomAccess.Read(handle, head, at);
            if (!head[..read].ContainsAnyExcept((byte)0)) return new Ending(at, null);
            if (read < head.Length) return new Ending(at, $"{read} bytes are too few for a record");

            int length = BinaryPrimitives.ReadInt32LittleEndian(head);
            long left = fileLength - at - head.Length;
            if (length <= 0 || length > left) return new Ending(at, $"a record claims {length} bytes where {left} are left");

            var content = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                if (RandomAccess.Read(handle, content.AsSpan(0, length), at + head.Length) < length) return new Ending(at, "a record ends early");
                if (LogRecord.Checksum(length, head[8], content.AsSpan(0, length)) != BinaryPrimitives.ReadUInt32LittleEndian(head[4..]))
                    return new Ending(at, "a record does not have the checksum it was written with");
                each(head[8], content.AsMemory(0, length));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(content);
            }
            at += head.Length + length;
        }
    }
}
