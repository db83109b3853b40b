using System.Numerics;

namespace Ashiato.Storage.Sketches;

/// <summary>Counts different values by their hashes: exactly up to some thousands, above that estimated within 3 %.</summary>
/// <remarks>
/// The estimate is HyperLogLog with 2^14 registers (standard error 0.8 %), read by the estimator of Ertl, "New cardinality
/// estimation algorithms for HyperLogLog sketches" (2017), which needs no table of corrections.
/// </remarks>
public sealed class DistinctSketch
{
    /// <summary>Up to here the count is exact.</summary>
    public const int MaxExact = 4_096;

    private const int IndexBits = 14;
    private const int RegisterCount = 1 << IndexBits;
    private const int MaxRank = 64 - IndexBits;

    // While exact: open addressing, 0 is free. Afterwards null.
    private ulong[]? _hashes = new ulong[8];
    private int _hashCount;
    private bool _hasZero;
    private byte[]? _registers;

    /// <summary>About how many bytes of memory it takes.</summary>
    public int SizeBytes => 64 + ((_hashes?.Length ?? 0) * 8) + (_registers?.Length ?? 0);

    /// <summary>Adds a value by its hash (<see cref="StableHash"/>).</summary>
    public void Add(ulong hash)
    {
        if (_registers is not null) AddToRegisters(_registers, hash);
        else AddExactly(hash);
    }

    /// <summary>Adds all values of another sketch.</summary>
    public void Merge(DistinctSketch other)
    {
        if (other._registers is null)
        {
            if (other._hasZero) Add(0);
            foreach (ulong hash in other._hashes!)
                if (hash != 0) Add(hash);
            return;
        }
        if (_registers is null) GoOverToRegisters();
        for (int i = 0; i < RegisterCount; i++) _registers![i] = Math.Max(_registers[i], other._registers[i]);
    }

    /// <summary>How many different values were added.</summary>
    public double Estimate() => _registers is null ? _hashCount + (_hasZero ? 1 : 0) : Estimate(_registers);

    private void AddExactly(ulong hash)
    {
        if (hash == 0)
        {
            _hasZero = true;
            return;
        }
        if (!TryInsert(_hashes!, hash)) return;
        _hashCount++;
        if (_hashCount > MaxExact) GoOverToRegisters();
        else if (_hashCount * 2 > _hashes!.Length) Grow();
    }

    private static bool TryInsert(ulong[] hashes, ulong hash)
    {
        uint mask = (uint)hashes.Length - 1;
        uint slot = (uint)hash & mask;
        while (hashes[slot] != 0)
        {
            if (hashes[slot] == hash) return false;
            slot = (slot + 1) & mask;
        }
        hashes[slot] = hash;
        return true;
    }

    private void Grow()
    {
        var grown = new ulong[_hashes!.Length * 2];
        foreach (ulong hash in _hashes)
            if (hash != 0) TryInsert(grown, hash);
        _hashes = grown;
    }

    private void GoOverToRegisters()
    {
        _registers = new byte[RegisterCount];
        if (_hasZero) AddToRegisters(_registers, 0);
        foreach (ulong hash in _hashes!)
            if (hash != 0) AddToRegisters(_registers, hash);
        _hashes = null;
    }

    private static void AddToRegisters(byte[] registers, ulong hash)
    {
        int index = (int)(hash >> MaxRank);
        // The rank of the first 1 bit of the rest; MaxRank + 1 when there is none.
        int rank = Math.Min(BitOperations.LeadingZeroCount(hash << IndexBits), MaxRank) + 1;
        if (registers[index] < rank) registers[index] = (byte)rank;
    }

    private static double Estimate(byte[] registers)
    {
        Span<int> countOfRank = stackalloc int[MaxRank + 2];
        countOfRank.Clear();
        foreach (byte rank in registers) countOfRank[rank]++;

        double z = RegisterCount * Tau(1 - ((double)countOfRank[MaxRank + 1] / RegisterCount));
        for (int rank = MaxRank; rank >= 1; rank--) z = 0.5 * (z + countOfRank[rank]);
        z += RegisterCount * Sigma((double)countOfRank[0] / RegisterCount);
        return Math.Round(RegisterCount / (2 * Math.Log(2)) * RegisterCount / z);
    }

    private static double Sigma(double x)
    {
        if (x == 1) return double.PositiveInfinity;
        double y = 1, z = x, before;
        do
        {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        }
        while (z != before);
        return z;
    }

    private static double Tau(double x)
    {
        if (x is 0 or 1) return 0;
        double y = 1, z = 1 - x, before;
        do
        {
            x = Math.Sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        }
        while (z != before);
        return z / 3;
    }
}
