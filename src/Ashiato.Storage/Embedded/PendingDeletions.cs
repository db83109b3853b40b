using System.Text;
using System.Text.Json;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Remote;

namespace Ashiato.Storage.Embedded;

/// <summary>Deletions that were begun: after a crash in the middle of one, the next start brings it to its end. Thread-safe.</summary>
/// <remarks>File <c>deletions</c>: one filter a line, as JSON in the form of the remote store; missing when none is under way.</remarks>
internal sealed class PendingDeletions
{
    public const string FileName = "deletions";

    /// <summary>The most deletions that can be under way at once.</summary>
    public const int MaxCount = 100;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly List<string> _lines;

    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public PendingDeletions(string root)
    {
        _path = Path.Combine(root, FileName);
        string[] lines = File.Exists(_path) ? File.ReadAllLines(_path) : [];
        Unfinished = [.. lines.Where(IsDeletion).Select(Parse)];
        _lines = [.. lines];
    }

    /// <summary>What a crash left unfinished.</summary>
    public IReadOnlyList<Filter> Unfinished { get; }

    /// <summary>Notes a deletion, durably.</summary>
    /// <returns>What <see cref="End"/> takes.</returns>
    /// <exception cref="StoreBusyException">There are too many.</exception>
    public string Begin(Filter filter)
    {
        string line = LineOf(filter);
        lock (_gate)
        {
            if (_lines.Count == MaxCount) throw new StoreBusyException(StoreRefusal.TooManyDeletions, $"{MaxCount} deletions are under way, which is the most that there can be. Send this one again in a while.");
            Replace([.. _lines, line]);
        }
        return line;
    }

    /// <summary>Forgets a deletion that came to its end, or that its sender gave up.</summary>
    public void End(string line)
    {
        lock (_gate)
        {
            var others = _lines.ToList();
            others.Remove(line);
            Replace(others);
        }
    }

    /// <summary>The line of a filter.</summary>
    public static string LineOf(Filter filter) => JsonSerializer.Serialize(filter, StoreWire.Json);

    /// <summary>True for a line of the file.</summary>
    public static bool IsDeletion(string line)
    {
        try
        {
            _ = new Execution.FilterMatcher(Parse(line));
            return true;
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException or QueryException or InvalidDataException or ArgumentException)
        {
            return false;
        }
    }

    private static Filter Parse(string line) => JsonSerializer.Deserialize<Filter>(line, StoreWire.Json) ?? throw new JsonException("It is no filter.");

    private void Replace(List<string> lines)
    {
        if (lines.Count > 0) DurableFile.Replace(_path, Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n"))));
        else
        {
            File.Delete(_path);
            DurableFile.FlushDirectory(Path.GetDirectoryName(_path)!);
        }
        _lines.Clear();
        _lines.AddRange(lines);
    }
}
