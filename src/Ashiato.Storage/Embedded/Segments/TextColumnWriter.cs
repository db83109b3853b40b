using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Writes texts: of few distinct ones their numbers in a dictionary of the segment, others as templates, as parts of other texts, or as they are.</summary>
internal sealed class TextColumnWriter : ColumnWriter, IDisposable
{
    // A field with this many texts, each in so many rows, has a dictionary.
    private const int MostTexts = 8_192;
    private const int RowsPerText = 24;
    private const int AlwaysTexts = 8;
    private const int FewTexts = 64;
    private const int MostDictionaryBytes = 1 << 20;

    // Long texts are JSON and stack traces, which the compression does better.
    private const int MostAverageLength = 512;
    private const int MostTemplateBytes = 64 << 20;
    private const int Sample = 512;

    // Nearly every question asks for these. A third of a byte more for an event spares each first question the columns that they would follow from.
    private static readonly Field[] s_askedFor = [Fields.ProcessorEvent, Fields.ServiceName];

    private readonly StringColumn _column;
    private readonly bool _hasDictionary;
    private readonly bool _isPlain; // a number for each row, whatever would be shorter
    private readonly Determination.Found? _follows;
    private readonly TemplateBuilder? _templates;
    private readonly int[]? _templateOf; // of each entry
    private readonly WholeTexts? _whole;
    private readonly int[] _localCode; // of a text in the row group being written, + 1
    private readonly PooledBuffer _localBytes = new();
    private readonly List<int> _localEnds = [];
    private bool _hasAllTemplates;

    public TextColumnWriter(SegmentBuild build, StringColumn column) : base(build, column)
    {
        _column = column;
        _localCode = new int[column.Pool.Count];
        _hasDictionary = IsDictionary(column);
        _isPlain = _hasDictionary && s_askedFor.Contains(column.Field);
        if (_hasDictionary)
        {
            if (!IsRegular || column.Pool.Count < 2) return;
            using var values = new Pooled<long>(column.EntryCount);
            var codes = column.Codes;
            for (int i = 0; i < codes.Length; i++) values.Span[i] = codes[i];
            _follows = _isPlain ? null : build.Determination.Find(values.Span, Rows);
            if (_follows is null) build.Determination.Offer(build.FieldNumber, column.Codes, Rows, column.Pool.Count);
            return;
        }
        _whole = IsRegular ? build.Wholes.Find(whole => whole.Fits(column)) : null;
        if (_whole is null && HasTemplates(column))
        {
            _templates = new TemplateBuilder();
            _templateOf = new int[column.EntryCount];
            _hasAllTemplates = IsRegular;
        }
    }

    public void Dispose()
    {
        _templates?.Dispose();
        _localBytes.Dispose();
    }

    protected override bool TryWriteValues(RowLayout.Group group, int start, int count)
    {
        var codes = _column.Codes.Slice(start, count);
        if (_follows is not null)
        {
            using var values = new Pooled<long>(count);
            for (int i = 0; i < count; i++) values.Span[i] = codes[i];
            Begin(ColumnForm.Determined, group, start, count, ValueKey.Row);
            NumberColumnWriter.WriteOthers(_follows, values.Span, Rows.Slice(start, count), Output);
            return true;
        }
        var key = ValueKey.Row;
        int[]? entries = _isPlain ? null : Reduce(codes, start, out key);
        var kept = Gather(codes, entries);
        if (_hasDictionary)
        {
            Begin(ColumnForm.Codes, group, start, count, key);
            IntSequence.Write(kept, Output);
            return true;
        }
        var local = NumberLocally(kept, out var pool);
        if (_whole is null || !TryWriteParts(group, start, count, key, entries, local, pool)) WriteTexts(group, start, count, key, local, pool);
        foreach (int code in kept) _localCode[code] = 0;
        return true;
    }

    protected override FieldDictionary EndField()
    {
        var dictionary = EndDictionary();
        Dispose();
        return dictionary;
    }

    protected override Column Slice(int start, int count, ReadOnlyMemory<int> rows)
    {
        _hasAllTemplates = false;
        var local = NumberLocally(_column.Codes.Slice(start, count), out var pool);
        foreach (int code in _column.Codes.Slice(start, count)) _localCode[code] = 0;
        return new StringColumn(_column.Field, local, pool, rows, isDense: false);
    }

    private FieldDictionary EndDictionary()
    {
        if (_hasDictionary) return new FieldDictionary { Texts = _column.Pool, Parent = _follows?.Parent ?? -1, ValueOf = _follows?.ValueOf ?? [] };
        if (IsRegular && _whole is null && _column.Pool.Bytes.Length <= WholeTexts.MostBytes && Build.Wholes.Count < 4)
            Build.Wholes.Add(new WholeTexts(Build.FieldNumber, ByRow(_column.Codes), new Utf8Pool(_column.Pool.Bytes.ToArray(), _column.Pool.Ends.ToArray())));
        if (_templates is null) return FieldDictionary.None;
        if (_hasAllTemplates) Build.Determination.Offer(Build.FieldNumber, _templateOf, Rows, _templates.Parsed.Count);
        return new FieldDictionary { TemplateTexts = _templates.ToPool() };
    }

    private static bool IsDictionary(StringColumn column)
    {
        int texts = column.Pool.Count;
        if (texts > MostTexts || column.Pool.Bytes.Length > MostDictionaryBytes) return false;
        return texts <= AlwaysTexts || (long)texts * RowsPerText <= column.EntryCount || (texts <= FewTexts && texts * 2 <= column.EntryCount);
    }

    private static bool HasTemplates(StringColumn column)
    {
        if (column.Field.Type is FieldType.Json or FieldType.Histogram) return false;
        if (column.Pool.Bytes.Length / column.Pool.Count > MostAverageLength || column.Pool.Bytes.Length > MostTemplateBytes) return false;
        int count = Math.Min(Sample, column.Pool.Count);
        using var sample = new TemplateBuilder();
        var ends = column.Pool.Ends[..count].ToArray();
        sample.Split(new Utf8Pool(column.Pool.Bytes[..ends[^1]].ToArray(), ends));
        return sample.Parsed.Count <= Math.Max(1, count / 2);
    }

    private int[] NumberLocally(ReadOnlySpan<int> codes, out Utf8Pool pool)
    {
        _localBytes.Clear();
        _localEnds.Clear();
        var local = new int[codes.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            ref int number = ref _localCode[codes[i]];
            if (number == 0)
            {
                var text = _column.Pool[codes[i]];
                text.CopyTo(_localBytes.GetSpan(text.Length));
                _localBytes.Advance(text.Length);
                _localEnds.Add(_localBytes.Length);
                number = _localEnds.Count;
            }
            local[i] = number - 1;
        }
        pool = new Utf8Pool(_localBytes.Memory, _localEnds.ToArray());
        return local;
    }

    private void WriteTexts(RowLayout.Group group, int start, int count, ValueKey key, int[] local, Utf8Pool pool)
    {
        Begin(_templates is null ? ColumnForm.Texts : ColumnForm.Templates, group, start, count, key);
        DistinctTexts.WriteCodes(local, pool.Count, Output);
        if (_templates is null)
        {
            Output.Texts(pool);
            return;
        }
        var templates = TemplateTexts.Write(pool, _templates, Output);
        // Entries that are not written have the text of one that is.
        for (int entry = start; entry < start + count; entry++) _templateOf![entry] = templates[_localCode[_column.Codes[entry]] - 1];
    }

    private bool TryWriteParts(RowLayout.Group group, int start, int count, ValueKey key, int[]? entries, int[] local, Utf8Pool pool)
    {
        var firstEntry = new int[pool.Count];
        for (int i = local.Length - 1; i >= 0; i--) firstEntry[local[i]] = start + (entries is null ? i : entries[i]);
        Begin(ColumnForm.Parts, group, start, count, key);
        DistinctTexts.WriteCodes(local, pool.Count, Output);
        Output.Number(_whole!.Field);
        if (TextParts.TryWrite(pool, text => _whole.At(Rows[firstEntry[text]]), Output)) return true;
        Output.Clear();
        return false;
    }
}
