using System.Buffers;
using System.Buffers.Binary;

namespace Ashiato.Storage.Embedded.WriteAhead;

/// <summary>Reads a file of the log: its records, and those behind a place that makes no sense.</summary>
/// <remarks>A write that was cut off leaves nothing good behind it; where records follow, the place was damaged later, and only its own record is lost.</remarks>
internal static class LogReader
{
    private const int WindowBytes = 64 << 10;

    /// <summary>How far a file could be read.</summary>
    /// <param name="GoodBytes">The end of the last good record before the first place that makes no sense.</param>
    /// <param name="Finding">What stands there that is no record, as a clause; <see langword="null"/> when there is nothing.</param>
    /// <param name="GoesOn">True when good records follow behind it; they were read as well.</param>
    internal readonly record struct Ending(long GoodBytes, string? Finding, bool GoesOn = false);

    /// <param name="path">The file.</param>
    /// <param name="each">Called with the kind and content of each record; the content is gone when it returns.</param>
    public static Ending Read(string path, Action<byte, ReadOnlyMemory<byte>> each)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var file = new Reading(handle, RandomAccess.GetLength(handle), each);
        var ending = file.ReadFrom(LogRecord.FileMark.Length, file.MarkFinding());
        if (ending.Finding is null)
        {
            if (!file.HasAnyFrom(ending.GoodBytes)) return ending;
            ending = ending with { Finding = "nothing stands there, but something behind it" };
        }
        bool goesOn = false;
        for (long at = ending.GoodBytes; file.FindNext(at) is { } next; at = file.ReadFrom(next, null).GoodBytes) goesOn = true;
        return ending with { GoesOn = goesOn };
    }

    private sealed class Reading(Microsoft.Win32.SafeHandles.SafeFileHandle handle, long length, Action<byte, ReadOnlyMemory<byte>> each)
    {
        /// <summary>What is wrong with the beginning of the file; empty for a file in which nothing was written.</summary>
        public string? MarkFinding()
        {
            Span<byte> mark = stackalloc byte[LogRecord.FileMark.Length];
            int read = RandomAccess.Read(handle, mark, 0);
            if (read == mark.Length && mark.SequenceEqual(LogRecord.FileMark)) return null;
            return mark[..read].ContainsAnyExcept((byte)0) ? "it does not begin like a log" : "";
        }

        /// <summary>Reads records one behind the other.</summary>
        public Ending ReadFrom(long at, string? markFinding)
        {
            if (markFinding is not null) return new Ending(0, markFinding.Length == 0 ? null : markFinding);
            while (true)
            {
                var (end, finding) = TryRead(at, each);
                if (end == at) return new Ending(at, finding);
                at = end;
            }
        }

        /// <summary>The place of the next good record at or behind a place that holds none; <see langword="null"/> when there is none.</summary>
        public long? FindNext(long at)
        {
            at = Math.Max(at, LogRecord.FileMark.Length);
            if (IsGood(at)) return at;
            // Where only a record's content was damaged, its length still says where the next one is.
            if (LengthAt(at) is { } claimed && IsGood(at + LogRecord.HeadBytes + claimed)) return at + LogRecord.HeadBytes + claimed;
            var window = ArrayPool<byte>.Shared.Rent(WindowBytes);
            try
            {
                for (; ; at += WindowBytes - LogRecord.HeadBytes)
                {
                    int read = RandomAccess.Read(handle, window.AsSpan(0, WindowBytes), at);
                    for (int i = 0; i + LogRecord.HeadBytes < read; i++)
                        if (MayBegin(window.AsSpan(i), at + i) && IsGood(at + i)) return at + i;
                    if (read < WindowBytes) return null;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(window);
            }
        }

        /// <summary>True when not all of the rest is zeros.</summary>
        public bool HasAnyFrom(long at)
        {
            var window = ArrayPool<byte>.Shared.Rent(WindowBytes);
            try
            {
                for (int read; (read = RandomAccess.Read(handle, window.AsSpan(0, WindowBytes), at)) > 0; at += read)
                    if (window.AsSpan(0, read).ContainsAnyExcept((byte)0)) return true;
                return false;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(window);
            }
        }

        private bool MayBegin(ReadOnlySpan<byte> head, long at)
        {
            int claimed = BinaryPrimitives.ReadInt32LittleEndian(head);
            return claimed > 0 && claimed <= length - at - LogRecord.HeadBytes && head[8] is LogRecord.Batch or LogRecord.BatchIds;
        }

        private bool IsGood(long at) => TryRead(at, static (_, _) => { }).End > at;

        private int? LengthAt(long at)
        {
            Span<byte> head = stackalloc byte[4];
            if (RandomAccess.Read(handle, head, at) < head.Length) return null;
            int claimed = BinaryPrimitives.ReadInt32LittleEndian(head);
            return claimed > 0 && claimed <= length - at - LogRecord.HeadBytes ? claimed : null;
        }

        /// <returns>The end of the record; its beginning when there is none, and then what is there instead.</returns>
        private (long End, string? Finding) TryRead(long at, Action<byte, ReadOnlyMemory<byte>> found)
        {
            Span<byte> head = stackalloc byte[LogRecord.HeadBytes];
            int read = RandomAccess.Read(handle, head, at);
            if (!head[..read].ContainsAnyExcept((byte)0)) return (at, null);
            if (read < head.Length) return (at, $"{read} bytes are too few for a record");

            int claimed = BinaryPrimitives.ReadInt32LittleEndian(head);
            long left = length - at - head.Length;
            if (claimed <= 0 || claimed > left) return (at, $"a record claims {claimed} bytes where {left} are left");

            var content = ArrayPool<byte>.Shared.Rent(claimed);
            try
            {
                if (RandomAccess.Read(handle, content.AsSpan(0, claimed), at + head.Length) < claimed) return (at, "a record ends early");
                if (LogRecord.Checksum(claimed, head[8], content.AsSpan(0, claimed)) != BinaryPrimitives.ReadUInt32LittleEndian(head[4..]))
                    return (at, "a record does not have the checksum it was written with");
                found(head[8], content.AsMemory(0, claimed));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(content);
            }
            return (at + head.Length + claimed, null);
        }
    }
}
