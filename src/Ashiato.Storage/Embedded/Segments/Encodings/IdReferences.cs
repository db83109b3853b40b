using System.Buffers.Binary;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Ids of 8 bytes that name a span of the same row group, which takes some bits instead.</summary>
/// <remarks>
/// Layout: a number for each id (<see cref="IntSequence"/>); then the ids that had to be written, 8 bytes each, big-endian. The number says: 0 written;
/// 1 the same as the partner field (<c>transaction.id</c> of <c>parent.id</c>, <c>span.id</c> of <c>transaction.id</c>) in this row; 2 the same as the value before;
/// 3 + 2 zigzag(<i>d</i>) the <c>span.id</c> of the row <i>d</i> rows before; 4 + 2 <i>d</i> the same as <i>d</i> values before.
/// </remarks>
internal static class IdReferences
{
    private const long Written = 0;
    private const long SameAsPartner = 1;
    private const long SameAsBefore = 2;
    private const long FirstSpan = 3;
    private const long FirstValue = 4;

    /// <summary>The field that is compared with in the same row; <see langword="null"/> for fields that do not refer to spans.</summary>
    public static Field? PartnerOf(Field field) =>
        field.Equals(Fields.ParentId) ? Fields.TransactionId : field.Equals(Fields.TransactionId) ? Fields.SpanId : null;

    /// <param name="ids">The ids.</param>
    /// <param name="rows">The row of each.</param>
    /// <param name="partner">The partner's id by row; <see langword="null"/> for none.</param>
    /// <param name="spans">The row of a span's id, or −1.</param>
    /// <param name="output">Where to.</param>
    public static void Write(ReadOnlySpan<ulong> ids, ReadOnlySpan<int> rows, Func<int, ulong?> partner, Func<ulong, int> spans, BlockWriter output)
    {
        using var numbers = new Pooled<long>(ids.Length);
        using var written = new PooledBuffer();
        var last = new Dictionary<ulong, int>();
        for (int i = 0; i < ids.Length; i++)
        {
            numbers.Span[i] = NumberOf(ids[i], i, rows[i], i > 0 && ids[i - 1] == ids[i], last, partner, spans);
            // Only what had to be written is looked for later: all else is found by its span.
            if ((numbers.Span[i] & 1) == 0 && numbers.Span[i] != SameAsBefore) last[ids[i]] = i;
            if (numbers.Span[i] != Written) continue;
            BinaryPrimitives.WriteUInt64BigEndian(written.GetSpan(8), ids[i]);
            written.Advance(8);
        }
        IntSequence.Write(numbers.Span, output);
        output.Bytes(written.Span);
    }

    /// <param name="input">The bytes.</param>
    /// <param name="rows">The row of each id.</param>
    /// <param name="partners">The partner's id by row, 0 for none; empty when no row has one.</param>
    /// <param name="spans">The span's id by row, likewise.</param>
    /// <param name="ids">Takes the ids, one for each of the rows.</param>
    /// <exception cref="InvalidDataException">The bytes are not such ids.</exception>
    public static void Read(ref ByteReader input, ReadOnlySpan<int> rows, ReadOnlySpan<ulong> partners, ReadOnlySpan<ulong> spans, Span<ulong> ids)
    {
        using var numbers = new Pooled<long>(rows.Length);
        IntSequence.Read(ref input, numbers.Span);
        for (int i = 0; i < ids.Length; i++)
        {
            long number = numbers.Span[i];
            ids[i] = number switch
            {
                SameAsBefore when i > 0 => ids[i - 1],
                SameAsPartner => At(partners, rows[i]),
                Written => BinaryPrimitives.ReadUInt64BigEndian(input.Bytes(8)),
                >= FirstSpan when (number & 1) == 1 => At(spans, RowBefore(rows[i], ZigZag.Decode((ulong)(number - FirstSpan) / 2))),
                >= FirstValue when (number - FirstValue) / 2 is > 0 and var back && back <= i => ids[i - (int)back],
                _ => throw Missing(),
            };
        }

        // Nobody refers to an id of 0.
        static ulong At(ReadOnlySpan<ulong> ids, int row) => (uint)row < (uint)ids.Length && ids[row] is > 0 and var id ? id : throw Missing();

        static InvalidDataException Missing() => new("an id refers to one that is not there");
    }

    private static long NumberOf(
        ulong id, int at, int row, bool isSameAsBefore, Dictionary<ulong, int> last, Func<int, ulong?> partner, Func<ulong, int> spans)
    {
        if (partner(row) == id) return SameAsPartner;
        if (isSameAsBefore) return SameAsBefore;
        int span = spans(id);
        if (span >= 0) return FirstSpan + (2 * (long)ZigZag.Encode(row - span));
        return last.TryGetValue(id, out int before) ? FirstValue + (2 * (at - before)) : Written;
    }

    // Out of range becomes a row that nobody has.
    private static int RowBefore(int row, long distance) => Math.Abs(distance) > int.MaxValue / 2 ? -1 : row - (int)distance;
}
