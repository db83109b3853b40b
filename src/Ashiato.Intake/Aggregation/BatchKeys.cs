using System.Buffers;
using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.Aggregation;

/// <summary>The values of some fields in each row of a batch: as a number for finding groups again quickly, and as a key.</summary>
internal readonly struct BatchKeys : IDisposable
{
    private readonly Dimension[] _all;
    private readonly Dimension[] _varying;

    public BatchKeys(EventBatch batch, Field[] fields)
    {
        _all = new Dimension[fields.Length];
        var varying = new List<Dimension>(fields.Length);
        CanNumber = true;
        ulong combinations = 1;
        for (int i = 0; i < fields.Length; i++)
        {
            var dimension = _all[i] = new Dimension(batch.Find(fields[i]), batch.RowCount, combinations);
            if (!dimension.IsVarying) continue;
            varying.Add(dimension);
            ulong high = Math.BigMul(combinations, dimension.Radix, out combinations);
            if (high != 0) CanNumber = false;
        }
        _varying = [.. varying];
    }

    /// <summary>False when there are more combinations than numbers: <see cref="NumberOf"/> must not be used.</summary>
    public bool CanNumber { get; }

    /// <summary>A number that two rows share exactly when all their values are the same.</summary>
    public ulong NumberOf(int row)
    {
        ulong number = 0;
        foreach (var dimension in _varying) number += dimension.Scale * (ulong)(dimension.CodeOf(row) + 1);
        return number;
    }

    /// <summary>Adds the values of a row to a key.</summary>
    public void AddTo(ByteBuffer key, int row)
    {
        foreach (var dimension in _all) KeyWriter.Add(dimension.TextOf(row), key);
    }

    /// <summary>The text of one of the fields in a row; empty when it has none.</summary>
    public ReadOnlySpan<byte> Text(int index, int row) => _all[index].TextOf(row);

    /// <summary>Whether a row has one of the fields, be its text empty.</summary>
    public bool Has(int index, int row) => _all[index].Has(row);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (var dimension in _varying) dimension.Dispose();
    }

    /// <summary>The values of one field: one for all rows, or one a row.</summary>
    private readonly struct Dimension
    {
        private readonly Column? _column;
        private readonly int[]? _codes;

        public Dimension(Column? column, int rowCount, ulong scale)
        {
            _column = column;
            Scale = scale;
            int codeCount = column switch { StringColumn texts => texts.Pool.Count, Int64Column => 2, _ => 0 };
            Radix = (ulong)codeCount + 1;
            if (column is null || (column.IsDense && codeCount == 1)) return;

            _codes = ArrayPool<int>.Shared.Rent(rowCount);
            _codes.AsSpan(0, rowCount).Fill(-1);
            // Backwards, so that of several values the first remains.
            for (int entry = column.EntryCount - 1; entry >= 0; entry--)
                _codes[column.RowOf(entry)] = column is StringColumn texts ? texts.Codes[entry] : ((Int64Column)column).Values[entry] != 0 ? 1 : 0;
        }

        /// <summary>The numbers that a row's code can be, none included.</summary>
        public ulong Radix { get; }

        /// <summary>What a code counts in the number of a row.</summary>
        public ulong Scale { get; }

        public bool IsVarying => _codes is not null;

        public int CodeOf(int row) => _codes![row];

        public bool Has(int row) => AnyCodeOf(row) >= 0;

        public ReadOnlySpan<byte> TextOf(int row)
        {
            int code = AnyCodeOf(row);
            if (code < 0) return default;
            return _column is StringColumn texts ? texts.Pool[code] : code == 1 ? "true"u8 : "false"u8;
        }

        private int AnyCodeOf(int row) => _column is null ? -1 : _codes is null ? 0 : _codes[row];

        public void Dispose()
        {
            if (_codes is not null) ArrayPool<int>.Shared.Return(_codes);
        }
    }
}
