using System.Buffers;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>A segment while it is written: where its rows stand, what columns written so far are good for, and the directories that name its blocks.</summary>
internal sealed class SegmentBuild : IDisposable
{
    private readonly List<GroupDirectory.Entry[]> _entries;
    private readonly List<Field> _fields = [];
    private readonly List<Block> _dictionaries = [];
    private readonly List<Action> _rooms = [];
    private readonly int[] _allRows;
    private readonly FileStream _file;

    /// <param name="file">Where blocks go.</param>
    /// <param name="order">The rows.</param>
    /// <param name="shapes">Their shapes.</param>
    /// <param name="fieldCount">How many fields there will be.</param>
    /// <param name="codec">What chunks are compressed with.</param>
    public SegmentBuild(FileStream file, SegmentOrder order, RowShapes shapes, int fieldCount, IBlockCodec codec)
    {
        _file = file;
        Order = order;
        Shapes = shapes;
        Groups = RowLayout.Cut(order.RunEnds);
        Output = new BlockWriter(codec);
        HasShapes = [.. Groups.Select(group => !shapes.OfRow.AsSpan(group.Start, group.Count).Contains(RowShapes.NoShape))];
        _entries = [.. Groups.Select(_ => new GroupDirectory.Entry[fieldCount])];
        Determination = new Determination(shapes);
        _allRows = RoomByRow<int>();
        for (int row = 0; row < order.Rows.Length; row++) _allRows[row] = row;
        TraceOfRow = RoomByRow<int>();
        FirstOfKey = RoomByRow<int>();
        Array.Fill(FirstOfKey, -1);
        int start = 0;
        for (int run = 0; run < order.RunEnds.Length; run++)
        {
            TraceOfRow.AsSpan(start, order.RunEnds[run] - start).Fill(run);
            start = order.RunEnds[run];
        }
    }

    public SegmentOrder Order { get; }

    public RowShapes Shapes { get; }

    public IReadOnlyList<RowLayout.Group> Groups { get; }

    /// <summary>For each row group, whether all its rows have a shape.</summary>
    public IReadOnlyList<bool> HasShapes { get; }

    /// <summary>0, 1, 2 …: the rows of a column that has a value in each.</summary>
    public ReadOnlySpan<int> AllRows => _allRows.AsSpan(0, Order.Rows.Length);

    /// <summary>The number of each row's trace.</summary>
    public int[] TraceOfRow { get; }

    /// <summary>The number of each row's transaction id, or −1; <see langword="null"/> until that field is written.</summary>
    public int[]? TransactionOfRow { get; set; }

    /// <summary>Room for a number a trace or transaction, all −1.</summary>
    public int[] FirstOfKey { get; }

    /// <summary>The block being written.</summary>
    public BlockWriter Output { get; }

    /// <summary>The 8-byte ids of rows, by field, of those that other ids may refer to; 0 for none.</summary>
    public Dictionary<Field, ulong[]> IdsByRow { get; } = [];

    /// <summary>Room to find rows by the ids of their spans.</summary>
    public Dictionary<ulong, int> RowOfSpan { get; } = [];

    /// <summary>What values may follow from.</summary>
    public Determination Determination { get; }

    /// <summary>Texts that others may be part of.</summary>
    public List<WholeTexts> Wholes { get; } = [];

    /// <summary>Each trace with each row group that has it.</summary>
    public List<(TraceKey Key, int Group)> Traces { get; } = [];

    public long LargestColumnBytes { get; set; }

    /// <summary>The fields so far.</summary>
    public IReadOnlyList<Field> Fields => _fields;

    /// <summary>What the row groups share about each of them.</summary>
    public IReadOnlyList<Block> Dictionaries => _dictionaries;

    /// <summary>The number of the field being written.</summary>
    public int FieldNumber => _fields.Count;

    /// <summary>The columns of a row group so far.</summary>
    public GroupDirectory.Entry[] EntriesOf(int group) => _entries[group];

    /// <summary>Ends the column of a row group: what is in <see cref="Output"/>.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="range">Between which numbers its values lie.</param>
    public void EndColumn(int group, (double Min, double Max)? range)
    {
        _entries[group][FieldNumber] = Output.Span.Length <= GroupDirectory.MostInlineBytes
            ? new GroupDirectory.Entry(Output.Span.ToArray(), default, range)
            : new GroupDirectory.Entry(null, EndBlock(), range);
        Output.Clear();
    }

    /// <summary>Ends a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="dictionary">What its row groups share.</param>
    public void EndField(Field field, FieldDictionary dictionary)
    {
        _fields.Add(field);
        _dictionaries.Add(dictionary.Write(Output) ? EndBlock() : default);
    }

    /// <summary>Writes what is in <see cref="Output"/> to the file.</summary>
    public Block EndBlock()
    {
        var block = Block.Plain(_file.Position, Output.Span.Length, Crc32C.Of(Output.Span));
        _file.Write(Output.Span);
        Output.Clear();
        return block;
    }

    /// <summary>Room for a value a row, and maybe more, with anything in it. It is there as long as the build.</summary>
    public T[] RoomByRow<T>()
    {
        var room = ArrayPool<T>.Shared.Rent(Order.Rows.Length);
        _rooms.Add(() => ArrayPool<T>.Shared.Return(room));
        return room;
    }

    public void Dispose()
    {
        Output.Dispose();
        Determination.Dispose();
        foreach (var giveBack in _rooms) giveBack();
        _rooms.Clear();
    }
}
