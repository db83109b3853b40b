namespace Ashiato.Storage.Execution;

/// <summary>Numbers distinct pairs of small numbers from 0 in the order in which they come.</summary>
/// <remarks>
/// While there are few of both, every pair has a place of its own and none is looked for. When that table would grow too large, pairs are
/// hashed instead.
/// </remarks>
internal sealed class PairTable
{
    private const int MaxPlaces = 1 << 20;

    private readonly LongTable _hashed = new();
    private int[] _places = []; // number + 1 by first * width + second; 0 is free. Not in use when empty and pairs are there.
    private int _width;
    private bool _isHashed;

    public int Count => _hashed.Count;

    /// <summary>The pair with a number.</summary>
    public (int First, int Second) this[int at] => ((int)(_hashed[at] >> 32), (int)_hashed[at]);

    /// <summary>Replaces first numbers by the numbers of their pairs.</summary>
    /// <param name="firsts">First numbers, below <paramref name="firstCount"/>; becomes the numbers of the pairs.</param>
    /// <param name="seconds">Second numbers, below <paramref name="secondCount"/>.</param>
    /// <param name="firstCount">How many first numbers there can be.</param>
    /// <param name="secondCount">How many second numbers there can be.</param>
    public void Map(Span<int> firsts, ReadOnlySpan<int> seconds, int firstCount, int secondCount)
    {
        if (!_isHashed) MakePlaces(firstCount, secondCount);
        if (_isHashed) MapByHash(firsts, seconds);
        else MapByPlace(firsts, seconds);
    }

    private void MapByPlace(Span<int> firsts, ReadOnlySpan<int> seconds)
    {
        var places = _places;
        int width = _width;
        for (int i = 0; i < firsts.Length; i++)
        {
            ref int number = ref places[(firsts[i] * width) + seconds[i]];
            if (number == 0) number = NumberOf(firsts[i], seconds[i]) + 1;
            firsts[i] = number - 1;
        }
    }

    private void MapByHash(Span<int> firsts, ReadOnlySpan<int> seconds)
    {
        int lastFirst = -1, lastSecond = -1, last = 0;
        for (int i = 0; i < firsts.Length; i++)
        {
            // Neighbours often share their pair.
            if (firsts[i] != lastFirst || seconds[i] != lastSecond)
            {
                (lastFirst, lastSecond) = (firsts[i], seconds[i]);
                last = NumberOf(lastFirst, lastSecond);
            }
            firsts[i] = last;
        }
    }

    private int NumberOf(int first, int second) => _hashed.CodeOf(((long)first << 32) | (uint)second);

    /// <summary>Makes room for more numbers of either kind.</summary>
    private void MakePlaces(int firstCount, int secondCount)
    {
        if (secondCount <= _width && (long)firstCount * _width <= _places.Length) return;
        // Twice as wide as is needed now, so that it is not done again for each row group.
        long width = Math.Max(_width, secondCount <= _width ? _width : secondCount * 2L);
        long size = Math.Max(firstCount * 2L * width, 64);
        if (size > MaxPlaces)
        {
            _isHashed = true;
            _places = [];
            return;
        }
        _width = (int)width;
        _places = new int[size];
        for (int at = 0; at < Count; at++)
        {
            var (first, second) = this[at];
            _places[(first * _width) + second] = at + 1;
        }
    }
}
