using System.Buffers;
using System.Text;

namespace Ashiato.Intake.Elastic;

/// <content>What makes an event wrong although it is JSON of the right types. The first finding is the one that is told.</content>
internal sealed partial class EventDecoder
{
    private static readonly SearchValues<byte> s_serviceName =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-"u8);

    private static readonly ulong s_errorParent = Bits("parent_id"), s_errorTrace = Bits("trace_id"), s_errorTransaction = Bits("transaction_id");

    private static Shape ErrorShape => Shapes.Error.Members[0].Shape!;

    private static ulong Bits(string name) => ErrorShape.BitOf(name);

    private void Check(Shape shape, ulong set)
    {
        if (_violation is not null) return;
        if (shape.AnyOfBits != 0 && (set & shape.AnyOfBits) == 0)
        {
            Violate(shape.Path, $"requires at least one of the fields '{shape.AnyOf}'");
            return;
        }
        ulong missing = shape.RequiredBits & ~set;
        if (missing != 0)
        {
            var member = shape.Members[System.Numerics.BitOperations.TrailingZeroCount(missing)];
            Violate(shape.Path, $"'{member.Name}' required");
        }
        else if (ReferenceEquals(shape, ErrorShape))
        {
            CheckErrorIds(shape, set);
        }
    }

    /// <summary>An error that knows its trace or transaction must know its parent and its trace.</summary>
    private void CheckErrorIds(Shape shape, ulong set)
    {
        bool hasParent = (set & s_errorParent) != 0, hasTrace = (set & s_errorTrace) != 0, hasTransaction = (set & s_errorTransaction) != 0;
        if (!hasParent && (hasTransaction || hasTrace))
            Violate(shape.Path, $"'parent_id' required when '{(hasTransaction ? "transaction_id" : "trace_id")}' is set");
        else if (!hasTrace && (hasTransaction || hasParent))
            Violate(shape.Path, $"'trace_id' required when '{(hasTransaction ? "transaction_id" : "parent_id")}' is set");
    }

    private void CheckText(ReadOnlySpan<byte> text, Member member)
    {
        if (text.Length > member.MaxRunes && RuneCount(text) > member.MaxRunes) ViolateRule(member, $"maxLength({member.MaxRunes})");
        if (member.Rule == TextRule.None) return;
        if ((member.Rule & TextRule.NotEmpty) != 0 && text.IsEmpty) ViolateRule(member, "minLength(1)");
        if ((member.Rule & TextRule.ServiceName) != 0 && text.IndexOfAnyExcept(s_serviceName) >= 0) ViolateRule(member, "pattern(patternAlphaNumericExt)");
        if ((member.Rule & TextRule.Outcome) != 0 && !text.IsEmpty && !IsOutcome(text)) ViolateRule(member, "enum(enumOutcome)");
    }

    private void CheckLeast(double value, Member member)
    {
        if (value < member.Min) ViolateRule(member, $"min({member.Min})");
    }

    private void ViolateRule(Member member, string rule) => Violate(member.Path, $"'{member.Name}': validation rule '{rule}' violated");

    private void Violate(string path, string finding) => _violation ??= _elementPath + path + finding;

    private static bool IsOutcome(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("success"u8) || text.SequenceEqual("failure"u8) || text.SequenceEqual("unknown"u8);

    private static int RuneCount(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        foreach (byte b in utf8)
            if ((b & 0xC0) != 0x80) count++;
        return count;
    }
}
