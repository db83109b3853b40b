using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Storage;

/// <summary>All objects, with one counter for all versions and a ring of the last changes. Objects in it are never changed.</summary>
internal sealed class ObjectStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<string, JsonObject>> _resources = [];
    private readonly List<StoreEvent> _ring = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // At random, so that nobody comes to rely on a first version.
    private long _version = Random.Shared.Next(1001, 5000);

    /// <summary>How many changes are remembered for those who watch.</summary>
    public int RingSize { get; set; } = 5000;

    public long Version
    {
        get
        {
            lock (_lock) return _version;
        }
    }

    /// <summary>Done at the next change.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock) return _changed.Task;
        }
    }

    public JsonObject? Find(string resource, ObjectKey key)
    {
        lock (_lock) return Of(resource).GetValueOrDefault(key.ToString());
    }

    /// <summary>All objects of a resource by namespace and name.</summary>
    public IReadOnlyList<JsonObject> All(string resource)
    {
        lock (_lock) return [.. Of(resource).Values];
    }

    /// <summary>All objects of a resource and the version of the whole.</summary>
    public (IReadOnlyList<JsonObject> Items, long Version) Snapshot(string resource)
    {
        lock (_lock) return ([.. Of(resource).Values], _version);
    }

    /// <summary>All objects of all resources.</summary>
    public IReadOnlyList<(string Resource, JsonObject Object)> Everything()
    {
        lock (_lock) return [.. _resources.SelectMany(resource => resource.Value.Values.Select(item => (resource.Key, item)))];
    }

    /// <summary>Puts an object in place of another.</summary>
    /// <returns>The stored object, or <see langword="null"/> when it is no longer <paramref name="before"/> that is stored.</returns>
    public JsonObject? TryPut(string resource, JsonObject? before, JsonObject after)
    {
        lock (_lock)
        {
            string key = after.Key.ToString();
            if (Of(resource).GetValueOrDefault(key) != before) return null;
            _version++;
            after.Metadata["resourceVersion"] = _version.ToString(CultureInfo.InvariantCulture);
            Of(resource)[key] = after;
            Tell(new StoreEvent(_version, resource, before, after, after));
            return after;
        }
    }

    /// <summary>Removes an object.</summary>
    /// <returns>False when it is no longer <paramref name="before"/> that is stored.</returns>
    public bool TryRemove(string resource, JsonObject before)
    {
        lock (_lock)
        {
            string key = before.Key.ToString();
            if (Of(resource).GetValueOrDefault(key) != before) return false;
            Of(resource).Remove(key);
            _version++;
            var last = (JsonObject)before.DeepClone();
            last.Metadata["resourceVersion"] = _version.ToString(CultureInfo.InvariantCulture);
            Tell(new StoreEvent(_version, resource, before, null, last));
            return true;
        }
    }

    /// <summary>The changes after a version; <see langword="null"/> when some of them are forgotten.</summary>
    public IReadOnlyList<StoreEvent>? Since(long version)
    {
        lock (_lock)
        {
            if (version >= _version) return [];
            if (_ring.Count == 0 || _ring[0].Version > version + 1) return null;
            // Each change makes exactly one version.
            return _ring.GetRange((int)(version + 1 - _ring[0].Version), (int)(_version - version));
        }
    }

    /// <summary>Forgets all changes, so that every watch has to begin anew.</summary>
    public void ForgetChanges()
    {
        lock (_lock)
        {
            _ring.Clear();
            _version++;
        }
    }

    private void Tell(StoreEvent change)
    {
        _ring.Add(change);
        if (_ring.Count > RingSize) _ring.RemoveRange(0, _ring.Count - RingSize);
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    private SortedDictionary<string, JsonObject> Of(string resource)
    {
        if (_resources.TryGetValue(resource, out var objects)) return objects;
        return _resources[resource] = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
    }
}
