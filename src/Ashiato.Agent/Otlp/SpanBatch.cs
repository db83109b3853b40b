namespace Ashiato.Agent.Otlp;

/// <summary>Written spans of one request, those of each scope in one piece: nobody has to look at them again one by one.</summary>
internal sealed class SpanBatch
{
    /// <summary>Spans of one request, and half of the queue that is usual: while it is sent the other half can fill.</summary>
    public const int Most = 2_048;

    /// <summary>A batch is done when it holds this many bytes, or with the span that goes beyond it.</summary>
    private const int EnoughBytes = 1 << 20;

    /// <summary>What was longer than this once gives its memory back.</summary>
    private const int KeptBytes = EnoughBytes * 2;
    private const int FirstBytes = 4_096;

    private byte[][] _spans = [];
    private int[] _lengths = [];

    /// <summary>How many spans it holds.</summary>
    public int Count { get; private set; }

    /// <summary>How long they are.</summary>
    public int Length { get; private set; }

    /// <summary>Whether further spans belong into another one.</summary>
    public bool IsFull => Count >= Most || Length >= EnoughBytes;

    /// <summary>Adds one, as a field of the message around it.</summary>
    public void Add(ReadOnlySpan<byte> span, int scope)
    {
        if (scope >= _spans.Length)
        {
            Array.Resize(ref _spans, scope + 1);
            Array.Resize(ref _lengths, scope + 1);
        }
        int end = _lengths[scope] + span.Length;
        if ((_spans[scope]?.Length ?? 0) < end) Array.Resize(ref _spans[scope], Math.Max(FirstBytes, Math.Max(end, _lengths[scope] * 2)));
        span.CopyTo(_spans[scope].AsSpan(_lengths[scope]));
        _lengths[scope] = end;
        Length += span.Length;
        Count++;
    }

    /// <summary>Writes the request that holds them.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="resource">The field that says who sends.</param>
    /// <param name="scopes">Where spans come from.</param>
    public void WriteTo(ProtoWriter to, ReadOnlySpan<byte> resource, Scopes scopes)
    {
        int total = resource.Length;
        for (int scope = 0; scope < _lengths.Length; scope++)
            if (_lengths[scope] > 0) total += 1 + ProtoWriter.LengthOf(LengthOf(scope, scopes)) + LengthOf(scope, scopes);
        to.Clear(KeptBytes);
        to.Varint(Tags.Resources, (ulong)total);
        to.Raw(resource);
        for (int scope = 0; scope < _lengths.Length; scope++)
        {
            if (_lengths[scope] == 0) continue;
            to.Varint(Tags.Group.Items, (ulong)LengthOf(scope, scopes));
            to.Raw(scopes.HeadOf(scope));
            to.Raw(_spans[scope].AsSpan(0, _lengths[scope]));
        }
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        if (_spans.Sum(static one => one?.Length ?? 0) > KeptBytes) _spans = new byte[_spans.Length][];
        Array.Clear(_lengths);
        Length = Count = 0;
    }

    private int LengthOf(int scope, Scopes scopes) => scopes.HeadOf(scope).Length + _lengths[scope];
}
