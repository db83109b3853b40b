using System.Text.Json;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>How the value of a <see cref="Member"/> is read.</summary>
internal enum MemberKind : byte
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A whole number of 64 bits.</summary>
    Whole,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Claim,

    /// <summary>An object with a <see cref="Shape"/> of its own.</summary>
    Object,

    /// <summary>Whatever <see cref="Member.Read"/> makes of it.</summary>
    Special,
}

/// <summary>What a text must be, beyond not too long.</summary>
[Flags]
internal enum TextRule : byte
{
    /// <summary>Anything.</summary>
    None = 0,

    /// <summary>Not empty.</summary>
    NotEmpty = 1,

    /// <summary>Letters, digits, space, <c>_</c> and <c>-</c>; or empty.</summary>
    ServiceName = 2,

    /// <summary>success, failure or unknown; or empty.</summary>
    Outcome = 4,
}

/// <summary>Reads a value; the reader stands at its first token and must end at its last.</summary>
/// <returns><see langword="false"/> when the value counts as absent.</returns>
internal delegate bool MemberReader(EventDecoder decoder, ref JsonCursor reader, Member member);

/// <summary>One property of a JSON object that intake knows: its name, what is allowed, and where the value goes.</summary>
internal sealed record Member(string Name, MemberKind Kind)
{
    /// <summary>The name as it stands in JSON.</summary>
    public byte[] Utf8Name { get; } = System.Text.Encoding.UTF8.GetBytes(Name);

    /// <summary>The name as it usually stands in JSON: with quotes and colon.</summary>
    public byte[] QuotedName { get; } = System.Text.Encoding.UTF8.GetBytes($"\"{Name}\":");

    /// <summary>Where the value goes in the batch, if it goes there as it is.</summary>
    public Field? Field { get; init; }

    /// <summary>Where the decoder remembers a text until the event is complete.</summary>
    public Slot? Slot { get; init; }

    /// <summary>Where the decoder remembers a number or claim until the event is complete.</summary>
    public Fact? Fact { get; init; }

    /// <summary>The object's own members.</summary>
    public Shape? Shape { get; init; }

    /// <summary>What reads a special value.</summary>
    public MemberReader? Read { get; init; }

    /// <summary>The most characters that a text may have.</summary>
    public int MaxRunes { get; init; } = int.MaxValue;

    /// <summary>The least that a number may be.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>What a text must be.</summary>
    public TextRule Rule { get; init; }

    /// <summary>True when the object is wrong without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>True when a zero is not written.</summary>
    public bool SkipsZero { get; init; }

    /// <summary>True for the flat spelling of something that may also come nested: the nested one wins.</summary>
    public bool YieldsToNested { get; init; }

    /// <summary>Where the member's object stands, as messages say it: <c>transaction: context: </c>. Set by the <see cref="Shape"/>.</summary>
    public string Path { get; set; } = "";

    /// <summary>Where what is inside the member stands. Set by the <see cref="Shape"/>.</summary>
    public string InnerPath { get; set; } = "";

    /// <summary>The member's bit among those of its object. Set by the <see cref="Shape"/>.</summary>
    public ulong Bit { get; set; }

    /// <summary>A number that no other member and no shape has. Set by the <see cref="Shape"/>.</summary>
    public int Number { get; set; }
}
