using System.Globalization;
using System.Text;
using System.Text.Json;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Remote;

namespace Ashiato.Storage.Embedded;

/// <summary>Deletions that were begun: after a crash in the middle of one, the next start brings it to its end. Thread-safe.</summary>
/// <remarks>
/// File <c>deletions</c>, missing when none is under way: one a line, its filter as JSON in the form of the remote store. Before the first event goes, the
/// line becomes <c>before N </c> and the filter: what it is about is in segments with lower numbers, and what came later is none of it.
/// </remarks>
internal sealed class PendingDeletions
{
    public const string FileName = "deletions";

    /// <summary>The most deletions that can be under way at once.</summary>
    public const int MaxCount = 100;

    private const string BoundMark = "before ";

    private readonly Lock _gate = new();
    private readonly string _path;

    // What another version noted stays as it is.
    private readonly string[] _others;
    private readonly List<Deletion> _noted;
    private volatile Deletion[] _unfinished;

    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public PendingDeletions(string root)
    {
        _path = Path.Combine(root, FileName);
        string[] lines = File.Exists(_path) ? File.ReadAllLines(_path) : [];
        _others = [.. lines.Where(static line => !IsDeletion(line))];
        _noted = [.. lines.Where(IsDeletion).Select(Parse)];
        _unfinished = [.. _noted];
    }

    /// <summary>A deletion.</summary>
    /// <param name="filter">Which events go.</param>
    /// <param name="before">What was noted of where they are.</param>
    internal sealed class Deletion(Filter filter, long? before)
    {
        /// <summary>Which events go.</summary>
        public Filter Filter => filter;

        /// <summary>They are in segments with lower numbers than this; <see langword="null"/> before the first of them goes.</summary>
        public long? Before { get; set; } = before;

        /// <summary>How it stands in the file.</summary>
        public string Line => LineBefore(Before);

        /// <summary>How it stands in the file once it is bound.</summary>
        public string LineBefore(long? before) => (before is { } number ? string.Create(CultureInfo.InvariantCulture, $"{BoundMark}{number} ") : "") + JsonSerializer.Serialize(filter, StoreWire.Json);
    }

    /// <summary>What an earlier run left unfinished, and what did not come to its end since.</summary>
    public IReadOnlyList<Deletion> Unfinished => _unfinished;

    /// <summary>Notes a deletion, durably.</summary>
    /// <returns>What <see cref="Bind"/> and <see cref="End"/> take.</returns>
    /// <exception cref="StoreBusyException">There are too many.</exception>
    public Deletion Begin(Filter filter)
    {
        var deletion = new Deletion(filter, null);
        lock (_gate)
        {
            if (_others.Length + _noted.Count >= MaxCount) throw new StoreBusyException(StoreRefusal.TooManyDeletions, $"{MaxCount} deletions are under way, which is the most that there can be. Send this one again in a while.");
            Write([.. _noted, deletion]);
            _noted.Add(deletion);
        }
        return deletion;
    }

    /// <summary>Notes, durably, that all of its events are in segments, and in which.</summary>
    /// <param name="deletion">What was noted.</param>
    /// <param name="before">The number that these segments are below.</param>
    /// <returns>That number.</returns>
    public long Bind(Deletion deletion, long before)
    {
        lock (_gate)
        {
            Write(_noted, deletion, before);
            deletion.Before = before;
        }
        return before;
    }

    /// <summary>Forgets a deletion that came to its end, or that its sender gave up.</summary>
    /// <exception cref="IOException">It stays noted, though there is nothing left to do.</exception>
    public void End(Deletion deletion)
    {
        lock (_gate)
        {
            _unfinished = [.. _unfinished.Where(one => one != deletion)];
            Write([.. _noted.Where(one => one != deletion)]);
            _noted.Remove(deletion);
        }
    }

    /// <summary>True for a line of the file.</summary>
    public static bool IsDeletion(string line)
    {
        try
        {
            _ = new Execution.FilterMatcher(Parse(line).Filter);
            return true;
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException or QueryException or InvalidDataException or ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    private static Deletion Parse(string line)
    {
        long? before = null;
        if (line.StartsWith(BoundMark, StringComparison.Ordinal))
        {
            int end = line.IndexOf(' ', BoundMark.Length);
            if (end < 0) throw new FormatException("It has no filter.");
            before = long.Parse(line.AsSpan(BoundMark.Length, end - BoundMark.Length), NumberStyles.None, CultureInfo.InvariantCulture);
            line = line[(end + 1)..];
        }
        return new Deletion(JsonSerializer.Deserialize<Filter>(line, StoreWire.Json) ?? throw new JsonException("It is no filter."), before);
    }

    private void Write(List<Deletion> noted, Deletion? bound = null, long? before = null)
    {
        string[] lines = [.. _others, .. noted.Select(one => one == bound ? one.LineBefore(before) : one.Line)];
        if (lines.Length > 0) DurableFile.Replace(_path, Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n"))));
        else
        {
            File.Delete(_path);
            DurableFile.FlushDirectory(Path.GetDirectoryName(_path)!);
        }
    }
}
