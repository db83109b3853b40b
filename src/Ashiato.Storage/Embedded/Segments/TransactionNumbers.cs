using System.Numerics;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;
using Ashiato.Storage.Sketches;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Numbers the transactions of a row group in the order of their first rows: what values that are kept once a transaction are found by.</summary>
internal static class TransactionNumbers
{
    /// <summary>Numbers ids of 8 bytes.</summary>
    /// <param name="ids">The id of each row, 0 for none.</param>
    /// <returns>For each row the number, or −1.</returns>
    public static int[] Of(ReadOnlySpan<ulong> ids)
    {
        var numbers = new int[ids.Length];
        // At most half full. A slot holds a row that has the id, + 1.
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, ids.Length * 2));
        using var slots = new Pooled<int>(size);
        slots.Span.Clear();
        int count = 0;
        for (int row = 0; row < ids.Length; row++)
        {
            ulong id = ids[row];
            // Rows of a transaction mostly stand together.
            if (row > 0 && id == ids[row - 1]) numbers[row] = numbers[row - 1];
            else if (id == 0) numbers[row] = -1;
            else numbers[row] = NumberOf(id, row, ids, slots.Span, numbers, ref count);
        }
        return numbers;
    }

    /// <summary>Numbers ids of any form.</summary>
    /// <returns>For each row the number, or −1.</returns>
    public static int[] Of(IdColumn ids, int rowCount)
    {
        var numberOf = new Dictionary<EventId, int>();
        var numbers = new int[rowCount];
        Array.Fill(numbers, -1);
        for (int entry = 0; entry < ids.EntryCount; entry++)
        {
            var id = ids.IdAt(entry);
            if (!numberOf.TryGetValue(id, out int number)) numberOf.Add(id, number = numberOf.Count);
            numbers[ids.RowOf(entry)] = number;
        }
        return numbers;
    }

    private static int NumberOf(ulong id, int row, ReadOnlySpan<ulong> ids, Span<int> slots, ReadOnlySpan<int> numbers, ref int count)
    {
        // Hashed, since senders choose ids.
        uint mask = (uint)slots.Length - 1;
        for (uint slot = (uint)StableHash.Of(id) & mask; ; slot = (slot + 1) & mask)
        {
            int known = slots[(int)slot] - 1;
            if (known < 0)
            {
                slots[(int)slot] = row + 1;
                return count++;
            }
            if (ids[known] == id) return numbers[known];
        }
    }
}
