namespace Ashiato.Storage.Execution;

/// <summary>Where an event stands in the order of a query: by its sort value, then its moment, then what it says.</summary>
/// <remarks>Two events with the same place say the same, so it does not matter which of them comes first.</remarks>
internal sealed class RowPlace
{
    private const int ObjectBytes = 128;

    private readonly EventHash? _hash;
    private ulong? _brief;
    private ulong? _full;

    /// <summary>The place of an event of a row group.</summary>
    public RowPlace(EventHash hash, int row)
    {
        _hash = hash;
        Row = row;
    }

    /// <summary>A place that was written down.</summary>
    /// <param name="brief">See <see cref="Brief"/>.</param>
    /// <param name="full">See <see cref="Full"/>; <see langword="null"/> when the brief hash is enough to tell the event from others.</param>
    public RowPlace(ulong brief, ulong? full)
    {
        _brief = brief;
        _full = full;
    }

    /// <summary>The row group of the event. A place that was written down has none.</summary>
    public RowGroup Group => _hash!.Group;

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

    /// <summary>True for a place that was written down without <see cref="Full"/>.</summary>
    public bool IsBrief => _hash is null && _full is null;

    /// <summary>The full hash, unless nothing has asked for it so far and the event has an identity that the brief one holds: then no columns are read for it.</summary>
    public ulong? FullIfNeeded => _full is null && _hash!.HasIdentity(Row) ? null : Full;

    /// <summary>About how much memory it takes.</summary>
    public int SizeBytes => ObjectBytes + (Text?.Length ?? 0);
}
