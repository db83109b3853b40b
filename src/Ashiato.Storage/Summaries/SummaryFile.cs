using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Summaries;

/// <summary>The summaries of one segment, or of several together, in a file of their own, derived and made anew when anything is wrong with it.</summary>
/// <remarks>
/// Layout, numbers little-endian: "ASHISUM1"; the summaries, each in the form of <see cref="SummaryTableFormat"/> and compressed with Brotli; the footer:
/// 4 bytes checksum of what views and levels there are, then LEB128 numbers: how many summaries, and for each view, level, row count, first moment and moment after the last, offset,
/// stored bytes, plain bytes, checksum of the stored bytes; of several segments how many, and the distance of each one's number to the one before; then 4 bytes length of the footer, 4 bytes its checksum, "ASHISUME". Checksums are CRC-32C.
/// The file is not held open: what was decoded is cached, and a file that is gone counts as damaged.
/// </remarks>
internal sealed class SummaryFile
{
    private const int TailBytes = 16;
    private const int WindowBits = 22;
    private const int MaxPlainBytes = 1 << 28;

    // No writer ever made one this much longer than stored; a footer may claim it, and memory would be taken for it.
    private const long FreePlainBytes = 16L << 20;
    private const long MostExpansion = 4_096;

    // Other views or levels make other files.
    private static readonly uint s_definition = Crc32C.Of(Encoding.UTF8.GetBytes(string.Join('\n',
        SummaryView.All.Select(static view => $"{view.Name} {view.Event} {string.Join(' ', view.Keys)} {view.Number} {view.KeepsLast}")) + string.Join(' ', SummaryView.Levels)));

    private static int s_editions;

    private readonly string _path;
    private readonly Part[] _parts;

    private SummaryFile(string segmentName, string path, Part[] parts, long[] members, long sizeBytes)
    {
        (SegmentName, Number, _path, _parts, Members, SizeBytes) = (segmentName, StoredSummary.NumberOf(segmentName), path, parts, members, sizeBytes);
        Time = TimeRange.Around(parts, static part => part.Time);
    }

    private static ReadOnlySpan<byte> FileMark => "ASHISUM1"u8;

    private static ReadOnlySpan<byte> EndMark => "ASHISUME"u8;

    /// <summary>One summary of the file.</summary>
    /// <param name="View">Its place in <see cref="SummaryView.All"/>.</param>
    /// <param name="Level">Its place in <see cref="SummaryView.Levels"/>.</param>
    /// <param name="RowCount">How many rows it has.</param>
    /// <param name="Time">When its events happened, in whole intervals.</param>
    /// <param name="OffsetBytes">Where it is.</param>
    /// <param name="StoredBytes">Its bytes in the file.</param>
    /// <param name="PlainBytes">Its bytes when decompressed.</param>
    /// <param name="Checksum">Of the bytes in the file.</param>
    internal sealed record Part(int View, int Level, int RowCount, TimeRange Time, long OffsetBytes, int StoredBytes, int PlainBytes, uint Checksum)
    {
        /// <summary>The view.</summary>
        public SummaryView ViewOf => SummaryView.All[View];

        /// <summary>The length of its intervals in microseconds.</summary>
        public long LevelMicros => SummaryView.Levels[Level];
    }

    /// <summary>The segment that it belongs to; of several together, the name of the file.</summary>
    public string SegmentName { get; }

    /// <summary>The number of that.</summary>
    public long Number { get; }

    /// <summary>The numbers of the segments, ascending, when it stands for several together.</summary>
    public IReadOnlyList<long> Members { get; }

    /// <summary>Tells it apart from what had its name before, within this process.</summary>
    public int Edition { get; } = Interlocked.Increment(ref s_editions);

    /// <summary>Its length.</summary>
    public long SizeBytes { get; }

    /// <summary>Which summaries there are.</summary>
    public IReadOnlyList<Part> Contents => _parts;

    /// <summary>A stretch that holds all moments of what it tells of; <see langword="default"/> when nothing of it has one.</summary>
    public TimeRange Time { get; }

    /// <summary>Writes summaries in place of those before. Nothing waits for the disk: after a loss of power the checksums tell whether they are there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tables">The summaries.</param>
    /// <param name="quality">How hard Brotli tries: 1 for what will soon be merged, 5 for what stays.</param>
    /// <param name="members">The numbers of the segments, ascending, if they stand for several together.</param>
    /// <exception cref="IOException">The disk did not take them.</exception>
    public static void Write(string path, IEnumerable<SummaryTable> tables, int quality = 5, IReadOnlyList<long>? members = null)
    {
        using var bytes = new PooledBuffer(64 << 10);
        using var plain = new PooledBuffer(64 << 10);
        bytes.Write(FileMark);
        var parts = new List<Part>();
        foreach (var table in tables)
        {
            plain.Clear();
            SummaryTableFormat.Write(table, plain);
            parts.Add(Append(table, plain.Span, quality, bytes));
        }
        int start = bytes.Length;
        WriteFooter(parts, members ?? [], bytes);
        int length = bytes.Length - start;
        uint checksum = Crc32C.Of(bytes.Span[start..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(8), length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.GetSpan(8)[4..], checksum);
        bytes.Advance(8);
        bytes.Write(EndMark);

        string temporary = path + ".tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 0)) file.Write(bytes.Span);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            // Half a file would take the room that a full disk lacks.
            File.Delete(temporary);
            throw;
        }
    }

    /// <exception cref="SummaryDamagedException">The file is missing, of other views, or not what was written.</exception>
    public static SummaryFile Open(string segmentName, string path)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long size = RandomAccess.GetLength(handle);
            var tail = new byte[TailBytes];
            if (size < FileMark.Length + TailBytes || RandomAccess.Read(handle, tail, size - TailBytes) < TailBytes) throw new InvalidDataException($"a file of {size} bytes is too short");
            Span<byte> mark = stackalloc byte[FileMark.Length];
            if (RandomAccess.Read(handle, mark, 0) < mark.Length || !mark.SequenceEqual(FileMark)) throw new InvalidDataException("it does not begin like a summary");
            if (!tail.AsSpan(8).SequenceEqual(EndMark)) throw new InvalidDataException("it does not end like a summary");
            int length = BinaryPrimitives.ReadInt32LittleEndian(tail);
            if (length < 4 || length > size - TailBytes - FileMark.Length) throw new InvalidDataException($"a footer of {length} bytes does not fit");
            var footer = new byte[length];
            if (RandomAccess.Read(handle, footer, size - TailBytes - length) < length) throw new InvalidDataException("it ends inside its footer");
            if (Crc32C.Of(footer) != BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(4))) throw new InvalidDataException("its footer does not have the checksum it was written with");
            if (BinaryPrimitives.ReadUInt32LittleEndian(footer) != s_definition) throw new InvalidDataException("it was made by a version with other summaries");
            var parts = ReadFooter(footer.AsSpan(4), size, out long[] members);
            return new SummaryFile(segmentName, path, parts, members, size);
        }
        catch (Exception wrong) when (IsAboutTheFile(wrong))
        {
            throw Damage(segmentName, wrong);
        }
    }

    /// <summary>Which summary it has of a view and length of intervals; <see langword="null"/> for none.</summary>
    public Part? Find(SummaryView view, long levelMicros)
    {
        foreach (var part in _parts)
            if (part.LevelMicros == levelMicros && ReferenceEquals(part.ViewOf, view)) return part;
        return null;
    }

    /// <summary>Reads one summary.</summary>
    /// <exception cref="SummaryDamagedException">It could not be read, or is not what was written.</exception>
    public SummaryTable Read(int view, int level)
    {
        var part = Array.Find(_parts, one => one.View == view && one.Level == level) ?? throw new ArgumentException($"The file has no summary {view} of level {level}.", nameof(view));
        if (part.PlainBytes > FreePlainBytes + (part.StoredBytes * MostExpansion)) throw Damage(SegmentName, new InvalidDataException($"a summary of {part.StoredBytes} bytes claims to hold {part.PlainBytes}"));
        var stored = ArrayPool<byte>.Shared.Rent(part.StoredBytes);
        var plain = ArrayPool<byte>.Shared.Rent(part.PlainBytes);
        try
        {
            var from = stored.AsSpan(0, part.StoredBytes);
            var to = plain.AsSpan(0, part.PlainBytes);
            using (var handle = File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
                if (RandomAccess.Read(handle, from, part.OffsetBytes) < from.Length) throw new InvalidDataException("it ends inside a summary");
            if (Crc32C.Of(from) != part.Checksum) throw new InvalidDataException("a summary does not have the checksum it was written with");
            if (!BrotliDecoder.TryDecompress(from, to, out int written) || written != to.Length) throw new InvalidDataException("a summary cannot be decompressed");
            return SummaryTableFormat.Read(SummaryView.All[view], SummaryView.Levels[level], to);
        }
        catch (Exception wrong) when (IsAboutTheFile(wrong))
        {
            throw Damage(SegmentName, wrong);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    /// <summary>Reads all of it.</summary>
    /// <exception cref="SummaryDamagedException">It could not be read, or is not what was written.</exception>
    public void Check()
    {
        foreach (var part in _parts) _ = Read(part.View, part.Level);
    }

    private static bool IsAboutTheFile(Exception wrong) => wrong is IOException or InvalidDataException or UnauthorizedAccessException;

    private static SummaryDamagedException Damage(string segmentName, Exception wrong) => new(segmentName, wrong.Message.TrimEnd('.'), wrong);

    private static Part Append(SummaryTable table, ReadOnlySpan<byte> plain, int quality, PooledBuffer output)
    {
        int offset = output.Length;
        var target = output.GetSpan(BrotliEncoder.GetMaxCompressedLength(plain.Length));
        if (!BrotliEncoder.TryCompress(plain, target, out int stored, quality, WindowBits))
            throw new InvalidOperationException($"Brotli did not fit {plain.Length} bytes into the space that it asks for.");
        uint checksum = Crc32C.Of(target[..stored]);
        output.Advance(stored);
        return new Part(IndexOf(SummaryView.All, table.View), IndexOf(SummaryView.Levels, table.LevelMicros), table.RowCount, table.Time, offset, stored, plain.Length, checksum);
    }

    private static int IndexOf<T>(IReadOnlyList<T> all, T one)
    {
        for (int i = 0; i < all.Count; i++)
            if (EqualityComparer<T>.Default.Equals(all[i], one)) return i;
        throw new ArgumentOutOfRangeException(nameof(one), one, "No summary is made of it.");
    }

    private static void WriteFooter(List<Part> parts, IReadOnlyList<long> members, PooledBuffer output)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), s_definition);
        output.Advance(4);
        var writer = new NumberWriter(output);
        writer.Write(parts.Count);
        foreach (var part in parts)
        {
            writer.Write(part.View);
            writer.Write(part.Level);
            writer.Write(part.RowCount);
            writer.WriteSigned(part.Time.FromMicros);
            writer.WriteSigned(part.Time.ToMicros);
            writer.Write(part.OffsetBytes);
            writer.Write(part.StoredBytes);
            writer.Write(part.PlainBytes);
            writer.Write(part.Checksum);
        }
        if (members.Count == 0) return;
        writer.Write(members.Count);
        long before = 0;
        foreach (long member in members)
        {
            writer.Write(member - before);
            before = member;
        }
    }

    private static Part[] ReadFooter(ReadOnlySpan<byte> footer, long size, out long[] members)
    {
        var reader = new NumberReader(footer);
        var parts = new Part[reader.Count(SummaryView.All.Count * SummaryView.Levels.Count)];
        int most = (int)Math.Min(size, int.MaxValue);
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = new Part(
                reader.Count(SummaryView.All.Count - 1), reader.Count(SummaryView.Levels.Count - 1), reader.Count(SummaryAccumulator.MaxRows),
                new TimeRange(reader.Signed(), reader.Signed()),
                reader.Count(most), reader.Count(most), reader.Count(MaxPlainBytes), (uint)reader.Number());
        }
        members = reader.Left == 0 ? [] : new long[reader.Count(reader.Left)];
        long before = 0;
        foreach (ref long member in members.AsSpan()) member = before = unchecked(before + reader.Number());
        reader.RequireEnd();
        return parts;
    }
}
