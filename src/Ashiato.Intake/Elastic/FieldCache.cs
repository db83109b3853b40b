using System.Diagnostics.CodeAnalysis;
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

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        // HashCode is seeded by process: a sender cannot choose names that collide.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
