using System.Text;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>The fields of a segment in their order, and the number of each. A store of weeks has thousands of segments and few such lists, so segments of the same fields share one.</summary>
internal sealed class SegmentFields
{
    private const int MostKnown = 32;

    // The lists that were met last, by all stores of the process: those of labels that come and go are not kept for ever.
    private static readonly SegmentFields?[] s_known = new SegmentFields?[MostKnown];
    private static int s_next;

    private readonly Field[] _fields;
    private readonly Dictionary<Field, int> _numbers;

    private SegmentFields(Field[] fields)
    {
        _fields = fields;
        _numbers = new Dictionary<Field, int>(fields.Length);
        for (int i = 0; i < fields.Length; i++)
            if (!_numbers.TryAdd(fields[i], i)) throw new InvalidDataException($"field '{fields[i]}' is there twice");
    }

    /// <summary>A field as a footer names it.</summary>
    /// <param name="Name">Where in the footer its name stands, in UTF-8.</param>
    /// <param name="Type">Its type.</param>
    internal readonly record struct Named(Range Name, FieldType Type);

    /// <summary>How many fields there are.</summary>
    public int Count => _fields.Length;

    /// <summary>A field by its number.</summary>
    public Field this[int number] => _fields[number];

    /// <summary>All, in their order.</summary>
    public IEnumerable<Field> All => _fields;

    /// <summary>The number of a field, or −1.</summary>
    public int NumberOf(Field field) => _numbers.GetValueOrDefault(field, -1);

    /// <summary>The list of a segment that is being written.</summary>
    public static SegmentFields Of(Field[] fields) => new(fields);

    /// <summary>The list that a footer names.</summary>
    /// <exception cref="InvalidDataException">It names a field twice.</exception>
    public static SegmentFields Of(ReadOnlySpan<byte> footer, ReadOnlySpan<Named> names)
    {
        foreach (var known in s_known)
            if (known is not null && known.Are(footer, names)) return known;
        var fields = new Field[names.Length];
        for (int i = 0; i < fields.Length; i++) fields[i] = Fields.Resolve(Encoding.UTF8.GetString(footer[names[i].Name]), names[i].Type);
        // Several threads open segments: one that meets what another is making makes its own.
        return s_known[(uint)Interlocked.Increment(ref s_next) % MostKnown] = new SegmentFields(fields);
    }

    // A name that is not of ASCII equals none here: its list is made anew each time.
    private bool Are(ReadOnlySpan<byte> footer, ReadOnlySpan<Named> names)
    {
        if (names.Length != _fields.Length) return false;
        for (int i = 0; i < names.Length; i++)
            if (names[i].Type != _fields[i].Type || !Ascii.Equals(footer[names[i].Name], _fields[i].Name)) return false;
        return true;
    }
}
