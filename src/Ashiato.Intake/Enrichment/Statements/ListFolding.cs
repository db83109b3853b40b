namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>Keeps one of several equal elements of a list: <c>IN (?, ?, ?)</c> is <c>IN (?)</c>, rows of <c>VALUES</c> are one row.</summary>
internal ref struct ListFolding
{
    private const int MaxDepth = 32;

    private Frames _frames;
    private int _depth;

    /// <summary>True when the innermost parenthesis or bracket is a list whose equal elements count once.</summary>
    public readonly bool IsInside => _depth > 0 && _depth <= MaxDepth && _frames[_depth - 1].Folds;

    /// <summary>How many parentheses, brackets and lists of rows are open.</summary>
    public readonly int Depth => _depth;

    /// <summary>True when the innermost list is the rows of <c>VALUES</c>, which no parenthesis holds.</summary>
    public readonly bool IsRows => _depth > 0 && _depth <= MaxDepth && _frames[_depth - 1].IsRows;

    /// <summary>A parenthesis, bracket or list of rows begins.</summary>
    public void Open(int elementStart, bool folds, bool isRows = false)
    {
        if (_depth < MaxDepth) _frames[_depth] = new Frame { ElementStart = elementStart, EarlierEnd = -1, Folds = folds, IsRows = isRows };
        _depth++;
    }

    /// <summary>An element is whole: it goes again when the one before it was the same.</summary>
    public void EndElement(ref FingerprintText text)
    {
        if (!IsInside) return;
        ref var frame = ref _frames[_depth - 1];
        var written = text.Written;
        if (frame.EarlierEnd >= 0 && written[frame.ElementStart..].SequenceEqual(written[frame.EarlierStart..frame.EarlierEnd])) text.CutTo(frame.EarlierEnd);
        else (frame.EarlierStart, frame.EarlierEnd) = (frame.ElementStart, text.Length);
    }

    /// <summary>The next element begins here.</summary>
    public void BeginElement(int start)
    {
        if (IsInside) _frames[_depth - 1].ElementStart = start;
    }

    /// <summary>The innermost one ends.</summary>
    public void Close()
    {
        if (_depth > 0) _depth--;
    }

    /// <summary>The statement was cut off: an element that is not whole says nothing when there was a whole one before it.</summary>
    public readonly void DropUnfinished(ref FingerprintText text)
    {
        for (int i = 0; i < Math.Min(_depth, MaxDepth); i++)
        {
            if (!_frames[i].Folds || _frames[i].EarlierEnd < 0) continue;
            text.CutTo(_frames[i].EarlierEnd);
            return;
        }
    }

    private struct Frame
    {
        public int ElementStart;
        public int EarlierStart;
        public int EarlierEnd;
        public bool Folds;
        public bool IsRows;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxDepth)]
    private struct Frames
    {
        private Frame _first;
    }
}
