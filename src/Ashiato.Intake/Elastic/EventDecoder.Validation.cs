using System.Buffers;
using System.Text;

namespace Ashiato.Intake.Elastic;

/// <content>What makes an event wrong although it is JSON of the right types. The first finding is the one that is told.</content>
internal sealed partial class EventDecoder
{
    private static readonly SearchValues<byte> s_serviceName =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-"u8);

    private static readonly ErrorIds s_errorIds = new(Shapes.Error, "parent_id", "trace_id", "transaction_id");
    private static readonly ErrorIds s_rumErrorIds = new(Shapes.RumError, "pid", "tid", "xid");

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
        else if (ReferenceEquals(shape, s_errorIds.Shape))
        {
            CheckErrorIds(s_errorIds, set);
        }
        else if (ReferenceEquals(shape, s_rumErrorIds.Shape))
        {
            CheckErrorIds(s_rumErrorIds, set);
        }
    }

    /// <summary>An error that knows its trace or transaction must know its parent and its trace.</summary>
    private void CheckErrorIds(ErrorIds ids, ulong set)
    {
        bool hasParent = ids.Has(ids.Parent, set), hasTrace = ids.Has(ids.Trace, set), hasTransaction = ids.Has(ids.Transaction, set);
        if (!hasParent && (hasTransaction || hasTrace))
            Violate(ids.Shape.Path, $"'{ids.Parent}' required when '{(hasTransaction ? ids.Transaction : ids.Trace)}' is set");
        else if (!hasTrace && (hasTransaction || hasParent))
            Violate(ids.Shape.Path, $"'{ids.Trace}' required when '{(hasTransaction ? ids.Transaction : ids.Parent)}' is set");
    }

    /// <summary>What the ids around an error are called.</summary>
    private sealed class ErrorIds(Shape root, string parent, string trace, string transaction)
    {
        private readonly Dictionary<string, ulong> _bits = new[] { parent, trace, transaction }.ToDictionary(name => name, root.Members[0].Shape!.BitOf);

        public Shape Shape { get; } = root.Members[0].Shape!;

        public string Parent => parent;

        public string Trace => trace;

        public string Transaction => transaction;

        public bool Has(string name, ulong set) => (set & _bits[name]) != 0;
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
