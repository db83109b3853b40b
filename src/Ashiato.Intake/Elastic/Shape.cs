using System.Buffers.Binary;

namespace Ashiato.Intake.Elastic;

/// <summary>The members that intake knows of one JSON object. Others are ignored.</summary>
internal sealed class Shape
{
    private static int s_numbers;

    private readonly Member?[] _slots;
    private readonly ulong _multiplier;

    /// <param name="members">At most 64.</param>
    public Shape(params Member[] members)
    {
        Members = members;
        Number = NextNumber();
        for (int i = 0; i < members.Length; i++)
        {
            members[i].Bit = 1UL << i;
            members[i].Number = NextNumber();
            if (members[i].IsRequired) RequiredBits |= members[i].Bit;
        }
        // A table in which each name has a slot of its own: one look, one comparison.
        _slots = new Member?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, members.Length * 4))];
        _multiplier = 0x9E3779B97F4A7C15;
        for (int attempts = 0; !TryPlace(); attempts++)
        {
            if (attempts == 100_000) throw new InvalidOperationException($"No table keeps '{string.Join(", ", members.Select(member => member.Name))}' apart; mend SlotOf.");
            _multiplier += 0x3C6EF372FE94F82A;
        }
    }

    /// <summary>The numbers that shapes and members have so far are smaller than this.</summary>
    public static int Numbers => Volatile.Read(ref s_numbers);

    public IReadOnlyList<Member> Members { get; }

    /// <summary>A number that no other shape and no member has.</summary>
    public int Number { get; }

    /// <summary>The bits of the members without which the object is wrong.</summary>
    public ulong RequiredBits { get; }

    /// <summary>Names of which at least one must be there, separated by semicolons.</summary>
    public string? AnyOf
    {
        get;
        init
        {
            field = value;
            foreach (string name in value!.Split(';')) AnyOfBits |= BitOf(name);
        }
    }

    /// <summary>The bits of <see cref="AnyOf"/>.</summary>
    public ulong AnyOfBits { get; private init; }

    /// <summary>True for a whole line, which must hold what its first name promises even when it holds nothing else.</summary>
    public bool IsLine { get; init; }

    /// <summary>Where the object stands, as messages say it: <c>transaction: context: </c>.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The member of a name, or <see langword="null"/>.</summary>
    public Member? Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return null;
        var member = _slots[SlotOf(name)];
        return member is not null && name.SequenceEqual(member.Utf8Name) ? member : null;
    }

    /// <summary>The shape as the root of a tree, all of which learns its place.</summary>
    public Shape AsRoot()
    {
        NamePaths("");
        return this;
    }

    /// <summary>The bit of a member.</summary>
    public ulong BitOf(string name) => Members.Single(member => member.Name == name).Bit;

    private static int NextNumber() => Interlocked.Increment(ref s_numbers) - 1;

    private void NamePaths(string path)
    {
        Path = path;
        foreach (var member in Members)
        {
            member.Path = path;
            member.InnerPath = $"{path}{member.Name}: ";
            member.Shape?.NamePaths(member.InnerPath);
        }
    }

    private bool TryPlace()
    {
        Array.Clear(_slots);
        foreach (var member in Members)
        {
            ref var slot = ref _slots[SlotOf(member.Utf8Name)];
            if (slot is not null) return false;
            slot = member;
        }
        return true;
    }

    // Names of one object may begin alike and end alike (log.origin.file.name and .line), hence both ends, overlapping if need be.
    private int SlotOf(ReadOnlySpan<byte> name)
    {
        ulong mark = (ulong)name.Length << 56;
        if (name.Length >= 8) mark ^= BinaryPrimitives.ReadUInt64LittleEndian(name) ^ (BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]) * 31);
        else if (name.Length >= 4) mark ^= BinaryPrimitives.ReadUInt32LittleEndian(name) ^ ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(name[^4..]) << 24);
        else mark ^= name[0] ^ ((ulong)name[^1] << 8) ^ ((ulong)name[name.Length / 2] << 16);
        return (int)((mark * _multiplier) >> 40) & (_slots.Length - 1);
    }
}
