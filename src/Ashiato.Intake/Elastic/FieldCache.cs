using System.Text;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>Fields by names that senders choose: labels, marks, samples. A name that was met before costs no allocation.</summary>
/// <remarks>Bounded: a sender that makes up names all the time gets a new field for each, and nobody remembers them.</remarks>
/// <param name="make">The field of a name, or <see langword="null"/> when a value under that name is not kept.</param>
internal sealed class FieldCache(Func<string, Field?> make)
{
    private const int Capacity = 2_048;
    private const int LongestName = 256;

    private readonly Dictionary<byte[], Entry>.AlternateLookup<ReadOnlySpan<byte>> _fields =
        new Dictionary<byte[], Entry>(Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();

    private Entry? _last;

    /// <summary>A name that was met.</summary>
    private sealed class Entry(byte[] name, Field? of)
    {
        public byte[] Name => name;

        public Field? Field => of;

        /// <summary>The name that came after it the last time: an event has the labels that the one before had.</summary>
        public Entry? Next { get; set; }
    }

    public Field? Get(ReadOnlySpan<byte> name)
    {
        if (_last?.Next is { } expected && name.SequenceEqual(expected.Name))
        {
            _last = expected;
            return expected.Field;
        }
        if (!_fields.TryGetValue(name, out var entry))
        {
            entry = new Entry(name.ToArray(), make(Encoding.UTF8.GetString(name)));
            if (name.Length > LongestName) return entry.Field;
            if (_fields.Dictionary.Count >= Capacity) Forget();
            _fields[name] = entry;
        }
        if (_last is not null) _last.Next = entry;
        _last = entry;
        return entry.Field;
    }

    private void Forget()
    {
        _fields.Dictionary.Clear();
        _last = null;
    }
}
