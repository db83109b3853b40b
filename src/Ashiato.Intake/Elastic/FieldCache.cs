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

    private readonly Dictionary<byte[], Field?>.AlternateLookup<ReadOnlySpan<byte>> _fields =
        new Dictionary<byte[], Field?>(Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();

    public Field? Get(ReadOnlySpan<byte> name)
    {
        if (_fields.TryGetValue(name, out var field)) return field;
        field = make(Encoding.UTF8.GetString(name));
        if (name.Length > LongestName) return field;
        if (_fields.Dictionary.Count >= Capacity) _fields.Dictionary.Clear();
        _fields[name] = field;
        return field;
    }
}
