namespace Ashiato.Storage.Summaries;

/// <summary>Gathers which buckets the numbers of each row fall into, and puts them in order at the end.</summary>
internal sealed class SummaryBuckets
{
    private int[] _rows = new int[1_024];
    private short[] _places = new short[1_024];
    private int[] _counts = new int[1_024];
    private int _length;

    /// <summary>Counts numbers of a row.</summary>
    public void Add(int row, short place, int count)
    {
        if (_length == _rows.Length)
        {
            Array.Resize(ref _rows, _length * 2);
            Array.Resize(ref _places, _length * 2);
            Array.Resize(ref _counts, _length * 2);
        }
        (_rows[_length], _places[_length], _counts[_length]) = (row, place, count);
        _length++;
    }

    /// <summary>The buckets of each row in an order of rows, ascending, each once.</summary>
    /// <param name="order">The rows.</param>
    /// <returns>Where the buckets of each row end; the buckets; how many numbers each holds.</returns>
    public (int[] Ends, short[] Places, int[] Counts) InOrder(int[] order)
    {
        // First by row, which is counting; then inside each row, where few are left to be sorted.
        var positions = new int[order.Length];
        for (int i = 0; i < order.Length; i++) positions[order[i]] = i;
        var starts = new int[order.Length + 1];
        for (int i = 0; i < _length; i++) starts[positions[_rows[i]] + 1]++;
        for (int i = 0; i < order.Length; i++) starts[i + 1] += starts[i];
        var (places, counts) = (new short[_length], new int[_length]);
        var next = starts.AsSpan(0, order.Length).ToArray();
        for (int i = 0; i < _length; i++)
        {
            int at = next[positions[_rows[i]]]++;
            (places[at], counts[at]) = (_places[i], _counts[i]);
        }
        return Combine(starts, places, counts);
    }

    private static (int[] Ends, short[] Places, int[] Counts) Combine(int[] starts, short[] places, int[] counts)
    {
        var ends = new int[starts.Length - 1];
        int length = 0;
        for (int row = 0; row < ends.Length; row++)
        {
            int start = starts[row], end = starts[row + 1];
            places.AsSpan(start..end).Sort(counts.AsSpan(start..end));
            int first = length;
            for (int i = start; i < end; i++)
            {
                if (length > first && places[length - 1] == places[i]) counts[length - 1] += counts[i];
                else (places[length], counts[length++]) = (places[i], counts[i]);
            }
            ends[row] = length;
        }
        return (ends, places[..length], counts[..length]);
    }
}
