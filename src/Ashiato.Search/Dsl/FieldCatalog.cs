using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Dsl;

/// <summary>Knows the fields of the store, and finds those that a name or pattern stands for.</summary>
internal sealed class FieldCatalog
{
    private readonly IReadOnlyList<Field> _held;
    private readonly Field[] _dynamic;

    private FieldCatalog(IReadOnlyList<Field> held)
    {
        _held = held;
        _dynamic = [.. held.Where(static field => field.Index < 0)];
    }

    /// <summary>The fields that events have.</summary>
    public IReadOnlyList<Field> Held => _held;

    /// <summary>Asks a store for its fields.</summary>
    public static async ValueTask<FieldCatalog> OfAsync(IEventStore store, CancellationToken cancel) =>
        new([.. (await store.GetFieldsAsync(TimeRange.All, null, cancel)).Select(static count => count.Field)]);

    /// <summary>All that a name stands for; of a name with stars, the fields that there are.</summary>
    public IReadOnlyList<FieldName> Find(string name) =>
        name.Contains('*', StringComparison.Ordinal)
            ? [.. _held.Where(field => NamePattern.Fits(field.Name, name)).Select(FieldName.Of)]
            : FieldName.Find(name, _dynamic);

    /// <summary>The fields below a name, as <c>transaction.id</c> is below <c>transaction</c>.</summary>
    public IEnumerable<Field> Below(string name) => _held.Where(field => field.Name.StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>The one field that a name stands for, by which events are ordered, measured or grouped.</summary>
    public FieldName One(string name)
    {
        var found = Find(name);
        // Of an unknown name, the number: that is what samples of metrics are.
        return found.Count > 0 ? found[0] : throw SearchException.Query($"No mapping found for [{name}]: name one field.");
    }
}
