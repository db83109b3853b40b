using System.Buffers;
using System.Buffers.Binary;
using Ashiato.Model;

namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>Numbers the fingerprints of a batch's statements. Those that differ only in plain constants are taken apart once.</summary>
/// <param name="texts">Where fingerprints get their numbers.</param>
internal sealed class KnownStatements(Utf8Interner texts) : IDisposable
{
    // Longer ones are rarely the same as another one but for constants, and cost the more to copy.
    private const int LongestSkeleton = 2_048;

    private readonly Utf8Interner _skeletons = new();
    private readonly List<int> _fingerprints = [];
    private readonly byte[] _skeleton = ArrayPool<byte>.Shared.Rent(sizeof(int) + LongestSkeleton);
    private readonly byte[] _fingerprint = ArrayPool<byte>.Shared.Rent(Fingerprint.MaxLength);

    /// <summary>The number of a statement's fingerprint.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="system">Who was asked.</param>
    /// <param name="systemCode">A number that tells it from others of the batch.</param>
    /// <returns>−1 when the statement says nothing.</returns>
    public int Find(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> system, int systemCode)
    {
        int length = Fingerprint.IsSql(statement, system) ? SqlSkeleton.Write(statement, _skeleton.AsSpan(sizeof(int), LongestSkeleton)) : 0;
        if (length == 0) return Write(statement, system);
        // How a statement reads depends on who was asked.
        BinaryPrimitives.WriteInt32LittleEndian(_skeleton, systemCode);
        int known = _skeletons.Intern(_skeleton.AsSpan(0, sizeof(int) + length));
        if (known == _fingerprints.Count) _fingerprints.Add(Write(statement, system));
        return _fingerprints[known];
    }

    public void Dispose()
    {
        _skeletons.Dispose();
        ArrayPool<byte>.Shared.Return(_skeleton);
        ArrayPool<byte>.Shared.Return(_fingerprint);
    }

    private int Write(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> system)
    {
        int length = Fingerprint.Write(statement, system, _fingerprint);
        return length == 0 ? -1 : texts.Intern(_fingerprint.AsSpan(0, length));
    }
}
