using System.Buffers.Text;
using System.Globalization;
using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>Labels, and values as text.</content>
internal sealed partial class OtlpDecoder
{
    /// <summary>How deep the value of a log's body may nest; what is deeper is null.</summary>
    private const int MaxValueDepth = 32;

    /// <summary>Keeps an attribute as a label. Maps, bytes and what is no number of JSON are not kept.</summary>
    private static void SetLabel(EventBatchBuilder target, AttributeEntry attribute, AttributeValue value)
    {
        switch (value.Kind)
        {
            case AttributeKind.Text:
                target.SetAsSent(attribute.Label, Utf8Text.Cut(value.Bytes));
                break;
            case AttributeKind.Bool:
                target.Set(attribute.Label, value.IsTrue ? "true"u8 : "false"u8);
                break;
            case AttributeKind.Int or AttributeKind.Double when double.IsFinite(value.Number):
                target.Set(attribute.NumericLabel, value.Number);
                break;
            case AttributeKind.Array:
                SetListLabel(target, attribute, value.Bytes);
                break;
        }
    }

    /// <summary>Keeps a list as a label with several values: numbers, or texts and truth values, as the first one is.</summary>
    private static void SetListLabel(EventBatchBuilder target, AttributeEntry attribute, ReadOnlySpan<byte> list)
    {
        Field? label = null;
        var reader = new ProtoReader(list);
        for (int count = 0; reader.TryReadTag(out uint tag);)
        {
            if (tag != Tags.Values.Item || count == MaxAttributes)
            {
                reader.Skip(tag);
                continue;
            }
            var item = AttributeValue.Read(reader.ReadBytes());
            var wanted = LabelOf(attribute, item);
            if (count++ == 0 && wanted is not null) target.Clear(label = wanted);
            if (wanted is not null && wanted == label) AddToLabel(target, label, item);
        }
    }

    private static Field? LabelOf(AttributeEntry attribute, AttributeValue item) => item.Kind switch
    {
        AttributeKind.Text or AttributeKind.Bool => attribute.Label,
        AttributeKind.Int or AttributeKind.Double => attribute.NumericLabel,
        _ => null,
    };

    private static void AddToLabel(EventBatchBuilder target, Field label, AttributeValue item)
    {
        if (item.Kind == AttributeKind.Text) target.AddAsSent(label, Utf8Text.Cut(item.Bytes));
        else if (item.Kind == AttributeKind.Bool) target.Add(label, item.IsTrue ? "true"u8 : "false"u8);
        else if (double.IsFinite(item.Number)) target.Add(label, item.Number);
    }

    /// <summary>Adds a value as people read it: texts as they are, lists and maps as JSON.</summary>
    private static void AddText(AttributeValue value, ByteBuffer target)
    {
        if (value.Kind == AttributeKind.Text) target.Add(value.Bytes);
        else if (value.Kind == AttributeKind.Binary) AddBase64(value.Bytes, target);
        else if (value.Kind == AttributeKind.Double && !double.IsFinite(value.Number)) target.Add(NameOf(value.Number));
        else if (value.Kind != AttributeKind.Empty) AddJson(value, target, MaxValueDepth);
    }

    private static void AddJson(AttributeValue value, ByteBuffer target, int depthLeft)
    {
        switch (value.Kind)
        {
            case AttributeKind.Text:
                JsonText.Write(value.Bytes, target);
                break;
            case AttributeKind.Bool:
                target.Add(value.IsTrue ? "true"u8 : "false"u8);
                break;
            case AttributeKind.Int:
                target.Add(value.Int);
                break;
            case AttributeKind.Double when double.IsFinite(value.Number):
                AddNumber(value.Number, target);
                break;
            case AttributeKind.Double:
                JsonText.Write(NameOf(value.Number), target);
                break;
            case AttributeKind.Array when depthLeft > 0:
                AddJsonList(value.Bytes, target, depthLeft);
                break;
            case AttributeKind.Map when depthLeft > 0:
                AddJsonMap(value.Bytes, target, depthLeft);
                break;
            case AttributeKind.Binary:
                target.Add((byte)'"');
                AddBase64(value.Bytes, target);
                target.Add((byte)'"');
                break;
            default:
                target.Add("null"u8);
                break;
        }
    }

    private static void AddJsonList(ReadOnlySpan<byte> list, ByteBuffer target, int depthLeft)
    {
        target.Add((byte)'[');
        var reader = new ProtoReader(list);
        for (int count = 0; reader.TryReadTag(out uint tag);)
        {
            if (tag != Tags.Values.Item || count == MaxAttributes)
            {
                reader.Skip(tag);
                continue;
            }
            if (count++ > 0) target.Add((byte)',');
            AddJson(AttributeValue.Read(reader.ReadBytes()), target, depthLeft - 1);
        }
        target.Add((byte)']');
    }

    /// <summary>Adds a map with its names in order, so that equal bodies are equal texts.</summary>
    private static void AddJsonMap(ReadOnlySpan<byte> map, ByteBuffer target, int depthLeft)
    {
        var members = new SortedDictionary<string, (int End, int Length)>(StringComparer.Ordinal);
        var reader = new ProtoReader(map);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag != Tags.Values.Item || members.Count == MaxAttributes)
            {
                reader.Skip(tag);
                continue;
            }
            var pair = reader.ReadBytes();
            AttributeValue.ReadPair(pair, out var key);
            members[System.Text.Encoding.UTF8.GetString(key)] = (reader.Position, pair.Length);
        }
        target.Add((byte)'{');
        bool isFirst = true;
        foreach (var (name, (end, length)) in members)
        {
            if (!isFirst) target.Add((byte)',');
            isFirst = false;
            JsonText.Write(System.Text.Encoding.UTF8.GetBytes(name), target);
            target.Add((byte)':');
            AddJson(AttributeValue.ReadPair(map[(end - length)..end], out _), target, depthLeft - 1);
        }
        target.Add((byte)'}');
    }

    /// <summary>What is no number of JSON, by the name that the JSON of protobuf has for it.</summary>
    private static ReadOnlySpan<byte> NameOf(double number) => double.IsNaN(number) ? "NaN"u8 : number > 0 ? "Infinity"u8 : "-Infinity"u8;

    /// <summary>Adds a number as ECMAScript writes it: with an exponent only from 1e+21 on and below 1e-6. It must be finite.</summary>
    private static void AddNumber(double number, ByteBuffer target)
    {
        Span<byte> text = stackalloc byte[32];
        number.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        text = text[..length];
        int mark = text.IndexOf((byte)'E');
        if (mark < 0)
        {
            target.Add(text);
            return;
        }
        int exponent = int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = text[..mark];
        if (exponent is < -6 or > 20)
        {
            target.Add(mantissa);
            target.Add(exponent < 0 ? "e"u8 : "e+"u8);
            target.Add((long)exponent);
            return;
        }
        if (mantissa[0] == '-')
        {
            target.Add((byte)'-');
            mantissa = mantissa[1..];
        }
        // One digit, and behind a point those that there are: at most 17.
        var behind = mantissa.Length > 2 ? mantissa[2..] : default;
        if (exponent < 0)
        {
            target.Add("0.00000"u8[..(1 - exponent)]);
            target.Add(mantissa[0]);
            target.Add(behind);
            return;
        }
        target.Add(mantissa[0]);
        target.Add(behind[..Math.Min(behind.Length, exponent)]);
        for (int i = behind.Length; i < exponent; i++) target.Add((byte)'0');
        if (behind.Length <= exponent) return;
        target.Add((byte)'.');
        target.Add(behind[exponent..]);
    }

    private static void AddBase64(ReadOnlySpan<byte> bytes, ByteBuffer target)
    {
        Base64.EncodeToUtf8(bytes, target.Reserve(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out int written);
        target.Advance(written);
    }
}
