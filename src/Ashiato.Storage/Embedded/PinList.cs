using System.Text;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded;

/// <summary>The traces that stay when what is around them goes. Thread-safe.</summary>
/// <remarks>File <c>pins</c>: one trace id a line, oldest pin first.</remarks>
internal sealed class PinList
{
    /// <summary>The most traces that can be pinned: each is read again whenever a pinned trace is added to those that outlived their day.</summary>
    public const int MaxCount = 1_000;

    private readonly Lock _gate = new();
    private readonly string _path;
    private string[] _ids;

    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public PinList(string root)
    {
        _path = Path.Combine(root, "pins");
        _ids = File.Exists(_path) ? File.ReadAllLines(_path) : [];
    }

    /// <summary>The ids of the traces.</summary>
    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (_gate) return _ids;
        }
    }

    /// <summary>Pins a trace, durably.</summary>
    /// <exception cref="QueryException">The text is no id of a trace, or too many are pinned.</exception>
    public void Add(string traceId)
    {
        var id = EventId.Parse(traceId);
        if (id.IsNone || traceId.AsSpan().ContainsAny('\n', '\r')) throw new QueryException(StoreRefusal.PinWithoutTrace, $"A trace without an id cannot be pinned. Name the trace by its id.");
        lock (_gate)
        {
            if (_ids.Contains(id.ToString())) return;
            if (_ids.Length == MaxCount) throw new QueryException(StoreRefusal.TooManyPins, $"{MaxCount} traces are pinned, which is the most that there can be. Unpin one first.");
            Replace([.. _ids, id.ToString()]);
        }
    }

    /// <summary>Lets a trace go again, durably.</summary>
    /// <returns><see langword="false"/> when it was not pinned.</returns>
    public bool Remove(string traceId)
    {
        lock (_gate)
        {
            string id = EventId.Parse(traceId).ToString();
            if (!_ids.Contains(id)) return false;
            Replace([.. _ids.Where(pinned => pinned != id)]);
            return true;
        }
    }

    private void Replace(string[] ids)
    {
        DurableFile.Replace(_path, Encoding.UTF8.GetBytes(string.Concat(ids.Select(static id => id + "\n"))));
        DurableFile.FlushDirectory(Path.GetDirectoryName(_path)!);
        _ids = ids;
    }
}
