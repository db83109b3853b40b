namespace Ashiato.Storage.Execution;

/// <summary>Where an event stands in the order of a query: by its sort value, then its moment, then what it says.</summary>
/// <remarks>Two events with the same place say the same, so it does not matter which of them comes first.</remarks>
internal sealed class RowPlace
{
    private readonly EventHash? _hash;
    private ulong? _brief;
    private ulong? _full;

    /// <summary>The place of an event of a row group.</summary>
    public RowPlace(EventHash hash, int groupIndex, int row)
    {
        _hash = hash;
        GroupIndex = groupIndex;
        Row = row;
    }

    /// <summary>A place that was written down.</summary>
    public RowPlace(ulong brief, ulong full)
    {
        _brief = brief;
        _full = full;
    }

    public int GroupIndex { get; }

    public int Row { get; }

    /// <summary>False when the event has no value in the sort field.</summary>
    public required bool HasValue { get; init; }

    /// <summary>The sort value as a number that orders the same way; of a text, its first 8 bytes.</summary>
    public required ulong Rank { get; init; }

    /// <summary>The sort value when it is a text, as UTF-8.</summary>
    public byte[]? Text { get; init; }

    /// <summary>The event's moment.</summary>
    public required long Micros { get; init; }

    /// <inheritdoc cref="EventHash.Brief"/>
    public ulong Brief => _brief ??= _hash!.Brief(Row);

    /// <inheritdoc cref="EventHash.Full"/>
    public ulong Full => _full ??= _hash!.Full(Row);
}
