using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded;

/// <summary>Finds what is too much of a kind of events. Bytes of a kind are its share of a segment's events. Used by one thread at a time.</summary>
/// <param name="mostBytes">How many bytes each kind (<c>processor.event</c>) may take at most.</param>
internal sealed class KindSizes(IReadOnlyDictionary<string, long> mostBytes)
{
    private const long ReadingCacheBytes = 8L << 20;

    // Segments never change, so each is counted once.
    private readonly Dictionary<string, Dictionary<string, long>> _bytesOf = [];

    /// <summary>For segments that have too much of some kinds, by name: which kinds go from them. The oldest segments lose theirs first.</summary>
    /// <param name="newestFirst">All segments that count.</param>
    /// <exception cref="SegmentDamagedException">One of them could not be read.</exception>
    public Dictionary<string, List<string>> Beyond(IReadOnlyList<Segment> newestFirst)
    {
        var beyond = new Dictionary<string, List<string>>();
        if (mostBytes.Count == 0) return beyond;
        Forget(newestFirst);
        foreach (var (kind, most) in mostBytes)
        {
            long total = 0;
            foreach (var segment in newestFirst)
            {
                long bytes = BytesOf(segment, kind);
                total += bytes;
                if (bytes == 0 || total <= most) continue;
                if (!beyond.TryGetValue(segment.Name, out var kinds)) beyond.Add(segment.Name, kinds = []);
                kinds.Add(kind);
            }
        }
        return beyond;
    }

    private long BytesOf(Segment segment, string kind)
    {
        if (!_bytesOf.TryGetValue(segment.Name, out var known)) _bytesOf.Add(segment.Name, known = []);
        if (known.TryGetValue(kind, out long bytes)) return bytes;
        var filter = new FilterMatcher(Filter.Is(Fields.ProcessorEvent, kind));
        using var held = new HeldSegments(segment);
        if (held.Segments.Count == 0) return 0;
        long count = segment.GroupsThrough(new ColumnCache(ReadingCacheBytes)).Sum(group => (long)filter.Match(group).Count);
        bytes = segment.RowCount == 0 ? 0 : (long)Math.Ceiling((double)segment.SizeBytes * count / segment.RowCount);
        return known[kind] = bytes;
    }

    private void Forget(IReadOnlyList<Segment> live)
    {
        HashSet<string> names = [.. live.Select(static segment => segment.Name)];
        foreach (string name in _bytesOf.Keys.Where(name => !names.Contains(name)).ToArray()) _bytesOf.Remove(name);
    }
}
