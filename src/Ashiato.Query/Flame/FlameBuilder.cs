using Ashiato.Query.Traces;

namespace Ashiato.Query.Flame;

/// <summary>Lays traces upon one another: steps of the same service, name and kind below the same steps become one.</summary>
internal sealed class FlameBuilder
{
    /// <summary>Frames below one another; what lies deeper belongs to the last.</summary>
    private const int MaxDepth = 60;

    /// <summary>Of more frames side by side, those with the least time are left out: nobody could see them.</summary>
    private const int MaxChildren = 40;

    private readonly Frame _top = new();
    private int _count;

    /// <summary>Adds what lies below a transaction of a trace, with the transaction itself.</summary>
    public void Add(Trace trace, string transactionId)
    {
        int root = 0;
        while (root < trace.Rows.Count && trace.Rows[root].Id != transactionId) root++;
        if (root == trace.Rows.Count) return;

        _count++;
        var frames = new Frame?[trace.Rows.Count];
        frames[root] = Enter(_top, trace, root, 0);
        for (int row = root + 1; row < trace.Rows.Count && trace.Rows[row].Depth > trace.Rows[root].Depth; row++)
            if (trace.Rows[row].Parent is >= 0 and var parent && frames[parent] is { } above) frames[row] = Enter(above, trace, row, trace.Rows[row].Depth - trace.Rows[root].Depth);
        foreach (var step in trace.CriticalPath)
            if (frames[step.Row] is { } frame) frame.CriticalMicros += step.ToMicros - step.FromMicros;
    }

    /// <summary>What has been added.</summary>
    public FlameGraph Build() => new(_count, _top.Below.Values.Sum(frame => frame.TotalMicros), _top.ToChildren());

    private static Frame Enter(Frame above, Trace trace, int row, int depth)
    {
        var step = trace.Rows[row];
        string service = step.Service >= 0 ? trace.Services[step.Service].Name : "";
        var frame = depth > MaxDepth ? above : above.Get((service, step.Name, step.Type, step.Subtype));
        frame.Count += step.CallCount;
        frame.TotalMicros += step.DurationMicros;
        frame.SelfMicros += step.SelfMicros;
        if (step.IsFailed) frame.FailedCount++;
        return frame;
    }

    private sealed class Frame
    {
        public Dictionary<(string Service, string Name, string? Type, string? Subtype), Frame> Below { get; } = [];

        public long Count { get; set; }

        public long TotalMicros { get; set; }

        public long SelfMicros { get; set; }

        public long CriticalMicros { get; set; }

        public long FailedCount { get; set; }

        public Frame Get((string Service, string Name, string? Type, string? Subtype) what)
        {
            if (!Below.TryGetValue(what, out var frame)) Below.Add(what, frame = new Frame());
            return frame;
        }

        public FlameNode[] ToChildren() =>
        [
            .. Below.OrderByDescending(pair => pair.Value.TotalMicros).Take(MaxChildren).Select(pair => new FlameNode(
                pair.Key.Name, pair.Key.Service, pair.Key.Type, pair.Key.Subtype,
                pair.Value.Count, pair.Value.TotalMicros, pair.Value.SelfMicros, pair.Value.CriticalMicros, pair.Value.FailedCount, pair.Value.ToChildren())),
        ];
    }
}
