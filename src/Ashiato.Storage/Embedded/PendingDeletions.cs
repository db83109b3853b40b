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

    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public PendingDeletions(string root)
    {
        _path = Path.Combine(root, FileName);
        string[] lines = File.Exists(_path) ? File.ReadAllLines(_path) : [];
        _others = [.. lines.Where(static line => !IsDeletion(line))];
        _noted = [.. lines.Where(IsDeletion).Select(Parse)];
        Unfinished = [.. _noted];
    }

    /// <summary>A deletion.</summary>
    /// <param name="Filter">Which events go.</param>
    /// <param name="Before">Those in segments with lower numbers than this; <see langword="null"/> before the first of them goes.</param>
    internal sealed record Deletion(Filter Filter, long? Before)
    {
        /// <summary>How it stands in the file.</summary>
        public string Line => (Before is { } before ? string.Create(CultureInfo.InvariantCulture, $"{BoundMark}{before} ") : "") + JsonSerializer.Serialize(Filter, StoreWire.Json);
    }

    /// <summary>What a crash left unfinished.</summary>
    public IReadOnlyList<Deletion> Unfinished { get; }

    /// <summary>Notes a deletion, durably.</summary>
    /// <returns>What <see cref="Bind"/> and <see cref="End"/> take.</returns>
    /// <exception cref="StoreBusyException">There are too many.</exception>
    public Deletion Begin(Filter filter)
    {
        var deletion = new Deletion(filter, null);
        lock (_gate)
        {
            if (_others.Length + _noted.Count >= MaxCount) throw new StoreBusyException(StoreRefusal.TooManyDeletions, $"{MaxCount} deletions are under way, which is the most that there can be. Send this one again in a while.");
            Replace([.. _noted, deletion]);
        }
        return deletion;
    }

    /// <summary>Notes, durably, that all of its events are in segments, and in which.</summary>
    /// <param name="deletion">What was noted.</param>
    /// <param name="before">The number that these segments are below.</param>
    /// <returns>What is noted instead.</returns>
    public Deletion Bind(Deletion deletion, long before)
    {
        var bound = deletion with { Before = before };
        lock (_gate) Replace([.. _noted.Select(one => ReferenceEquals(one, deletion) ? bound : one)]);
        return bound;
    }

    /// <summary>Forgets a deletion that came to its end, or that its sender gave up.</summary>
    public void End(Deletion deletion)
    {
        lock (_gate) Replace([.. _noted.Where(one => !ReferenceEquals(one, deletion))]);
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

    private void Replace(List<Deletion> noted)
    {
        string[] lines = [.. _others, .. noted.Select(static one => one.Line)];
        if (lines.Length > 0) DurableFile.Replace(_path, Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n"))));
        else
        {
            File.Delete(_path);
            DurableFile.FlushDirectory(Path.GetDirectoryName(_path)!);
        }
        _noted.Clear();
        _noted.AddRange(noted);
    }
}
