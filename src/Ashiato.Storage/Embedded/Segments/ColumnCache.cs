using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>What queries decoded from segments last, so that the next query need not. Bounded by bytes; the longest unused goes first.</summary>
/// <remarks>
/// A question that looks at more than fits would push out, one by one, just what it asks for next time. So where <see cref="Grace"/> is set, what was used a
/// moment ago stays, and what is new finds no room: the same part of the data answers from memory each time. Unless it is wanted again, while what it would push out was not: then another question
/// is asked now. What is worth more (<see cref="CacheRank"/>) always makes room for itself.
/// </remarks>
internal sealed class ColumnCache(long maxBytes)
{
    // When something was used that nobody has used yet and that need not stay until somebody does.
    private const long Passing = long.MinValue;

    // What an entry takes besides what it holds.
    private const long BytesPerEntry = 200;

    /// <param name="Segment">The segment's number.</param>
    /// <param name="Group">The row group in it, or <see cref="NoGroup"/>.</param>
    /// <param name="Part">A field, or what else a row group has one of.</param>
    internal readonly record struct Key(long Segment, int Group, object Part);

    /// <summary>The row group of what all row groups of a segment share. It is needed for everything else, so it always finds room, within a part of the memory.</summary>
    public const int NoGroup = -1;

    /// <summary>False to forget columns at once and keep only what other columns are decoded with: whoever reads each column once needs no more.</summary>
    public bool HoldsColumns
    {
        get;
        init
        {
            field = value;
            _mostIntermediateBytes = value ? maxBytes / 8 : maxBytes * 3 / 4;
            _mostSharedBytes = value ? maxBytes * 3 / 8 : maxBytes;
        }
    } = true;

    /// <summary>For how long what was used is not pushed out by what is new; zero to push out the longest unused at any time.</summary>
    public TimeSpan Grace { get; init; }

    private long GraceMillis => (long)Grace.TotalMilliseconds;

    // Changes take the gate. Whoever only looks does not: a question looks here some twenty times for each row group.
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Key, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry>[] _byRank = [.. Enum.GetValues<CacheRank>().Select(static _ => new LinkedList<Entry>())]; // the longest unused first, but for those used since they came to their place
    // Some parts of each row group of ten million events, in two or three megabytes.
    private readonly RefusedParts _refused = new(most: 32_768);
    private readonly long _mostIntermediateBytes = maxBytes / 8;
    // Ten thousands of dictionaries would otherwise push out all that is worth more to whoever asks for something else.
    private readonly long _mostSharedBytes = maxBytes * 3 / 8;
    private long _bytes;
    private long _intermediateBytes;
    private long _sharedBytes;

    /// <summary>A place of the cache: whoever keeps it finds the value without looking it up, as long as it is there.</summary>
    internal sealed class Entry(Key key, object value, long bytes, long used)
    {
        private volatile object? _value = value;

        public Key Key => key;

        /// <summary>The value; <see langword="null"/> once it is forgotten.</summary>
        public object? Value => _value;

        public long Bytes => bytes;

        /// <summary>When it was used last, in milliseconds of a clock that nobody sets.</summary>
        public long Used { get; private set; } = used;

        /// <summary>Whether it was used since it came to its place.</summary>
        public bool IsOutOfPlace { get; set; }

        public void Use()
        {
            Used = Environment.TickCount64;
            if (!IsOutOfPlace) IsOutOfPlace = true;
        }

        public void Forget() => _value = null;
    }

    /// <summary>Bytes held at the moment.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    /// <summary>A value, if it is there.</summary>
    public bool TryGet<T>(Key key, [NotNullWhen(true)] out T? value) where T : class
    {
        value = Lookup(key)?.Value as T;
        return value is not null;
    }

    /// <summary>Finds a value, and remembers where.</summary>
    /// <param name="key">Where it came from.</param>
    /// <param name="places">Where those of the same segment and row group were found last: a power of two and not 1, each two for the parts of some hashes. Threads may share them.</param>
    public object? Find(Key key, Entry?[] places)
    {
        int at = key.Part.GetHashCode() & (places.Length - 2);
        var before = places[at];
        if (before is { Value: { } first } && IsOf(before, key)) return Used(before, first);
        // Parts of one hash would push each other out of a single place each time.
        if (places[at + 1] is { Value: { } second } entry && IsOf(entry, key)) return Used(entry, second);
        if (Find(key, ref places[at]) is not { } found) return null;
        places[at + 1] = before;
        return found;
    }

    /// <inheritdoc cref="Find(Key, Entry?[])"/>
    /// <param name="key">Where it came from.</param>
    /// <param name="place">Where it, or another of the same segment and row group, was found last. Threads may share it.</param>
    // Gives an object: whoever asks knows its class, and looking at that is dear where the class is a parameter.
    public object? Find(Key key, ref Entry? place)
    {
        var entry = place;
        if (entry?.Value is { } value && IsOf(entry, key)) return Used(entry, value);
        entry = Lookup(key);
        if (entry?.Value is not { } found) return null;
        place = entry;
        return found;
    }

    private static bool IsOf(Entry entry, in Key key) => ReferenceEquals(entry.Key.Part, key.Part) || entry.Key.Part.Equals(key.Part);

    private static object Used(Entry entry, object value)
    {
        entry.Use();
        return value;
    }

    private Entry? Lookup(Key key)
    {
        if (!_entries.TryGetValue(key, out var node)) return null;
        node.Value.Use();
        return node.Value;
    }

    /// <summary>Keeps a value, if there is or can be made room for it.</summary>
    /// <param name="key">Where it came from.</param>
    /// <param name="value">The value.</param>
    /// <param name="bytes">How many bytes it takes.</param>
    /// <param name="isPassing">True for what is the first of its rank to go until somebody uses it, or wants it again.</param>
    public void Add(Key key, object value, long bytes, bool isPassing = false)
    {
        bytes += BytesPerEntry;
        if (!HoldsColumns && value is SegmentRowGroup.StoredColumn or StoredValues) return;
        int rank = (int)RankOf(key, value);
        if (bytes > (rank == (int)CacheRank.Intermediate ? _mostIntermediateBytes : maxBytes - _mostIntermediateBytes)) return;
        lock (_gate)
        {
            if (_entries.ContainsKey(key) || !TryMakeRoom(key, bytes, rank)) return;
            _entries[key] = isPassing && _refused.Since(key, Environment.TickCount64, GraceMillis) is null
                ? _byRank[rank].AddFirst(new Entry(key, value, bytes, Passing))
                : _byRank[rank].AddLast(new Entry(key, value, bytes, Environment.TickCount64));
            _bytes += bytes;
            if (rank == (int)CacheRank.Intermediate) _intermediateBytes += bytes;
            if (rank == (int)CacheRank.Shared) _sharedBytes += bytes;
        }
    }

    /// <summary>Forgets what came from a segment.</summary>
    public void Drop(long segment)
    {
        lock (_gate)
        {
            foreach (var entries in _byRank)
            {
                for (var node = entries.First; node is not null;)
                {
                    var next = node.Next;
                    if (node.Value.Key.Segment == segment) Remove(node);
                    node = next;
                }
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            foreach (var entries in _byRank)
            {
                foreach (var entry in entries) entry.Forget();
                entries.Clear();
            }
            _refused.Forget(long.MaxValue);
            _bytes = _intermediateBytes = _sharedBytes = 0;
        }
    }

    /// <summary>Forgets what nobody used for so long: memory is for those who ask.</summary>
    /// <returns>The bytes that are free again.</returns>
    public long DropUnused(TimeSpan age)
    {
        lock (_gate)
        {
            long before = _bytes;
            long limit = Environment.TickCount64 - (long)age.TotalMilliseconds;
            foreach (var entries in _byRank)
                while (Oldest(entries) is { } oldest && oldest.Value.Used <= limit)
                    Remove(oldest);
            _refused.Forget(limit);
            return before - _bytes;
        }
    }

    private static CacheRank RankOf(Key key, object value) => value switch
    {
        _ when key.Group == NoGroup => CacheRank.Shared,
        GroupDirectory or RowSet or SummaryTable => CacheRank.Small,
        SegmentRowGroup.StoredColumn or StoredValues or Column => CacheRank.Column,
        _ => CacheRank.Intermediate,
    };

    private bool TryMakeRoom(in Key key, long bytes, int rank)
    {
        // What columns are decoded with is needed at once or never: the longest unused makes room, and it has a part of the memory to itself.
        if (rank == (int)CacheRank.Intermediate)
        {
            while (_intermediateBytes + bytes > _mostIntermediateBytes) Remove(Oldest(_byRank[rank])!);
            return true;
        }
        if (rank == (int)CacheRank.Shared)
            while (_sharedBytes + bytes > _mostSharedBytes && Oldest(_byRank[rank]) is { } oldest) Remove(oldest);
        if (HasRoom(bytes)) return true;
        long now = Environment.TickCount64;
        var refused = _refused.Since(key, now, GraceMillis);
        long limit = Math.Max(now - GraceMillis, refused - 1 ?? 0);
        while (!HasRoom(bytes))
        {
            var goes = Array.Find(_byRank[1..], entries => Oldest(entries) is { } oldest && (Array.IndexOf(_byRank, entries) < rank || oldest.Value.Used <= limit));
            if (goes is null)
            {
                if (refused is null) _refused.Add(key, now);
                return false;
            }
            // Nobody had the time to use it.
            if (goes.First!.Value.Used == Passing) _refused.Add(goes.First.Value.Key, now);
            Remove(goes.First);
        }
        return true;
    }

    private bool HasRoom(long bytes) => _bytes - _intermediateBytes + bytes <= maxBytes - _mostIntermediateBytes;

    /// <summary>The longest unused of a rank. What was used since it came to its place goes to the end first.</summary>
    private static LinkedListNode<Entry>? Oldest(LinkedList<Entry> entries)
    {
        while (entries.First is { Value.IsOutOfPlace: true } used)
        {
            used.Value.IsOutOfPlace = false;
            entries.RemoveFirst();
            entries.AddLast(used);
        }
        return entries.First;
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        var list = node.List!;
        list.Remove(node);
        _entries.TryRemove(node.Value.Key, out _);
        node.Value.Forget();
        _bytes -= node.Value.Bytes;
        if (list == _byRank[(int)CacheRank.Intermediate]) _intermediateBytes -= node.Value.Bytes;
        if (list == _byRank[(int)CacheRank.Shared]) _sharedBytes -= node.Value.Bytes;
    }
}
