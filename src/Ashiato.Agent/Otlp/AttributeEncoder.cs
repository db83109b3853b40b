using System.Globalization;

namespace Ashiato.Agent.Otlp;

/// <summary>Turns tags into attributes.</summary>
/// <param name="maxChars">How long a text may be; the rest is cut off.</param>
internal sealed class AttributeEncoder(int maxChars)
{
    /// <summary>Tags of one span, event or link beyond this many are left out and counted. OpenTelemetry's SDKs do so too.</summary>
    public const int Most = 128;

    /// <summary>What is longer than this gets no further attributes: no span fills the queue's memory alone.</summary>
    public const int EnoughBytes = 256 * 1024;

    /// <summary>A number and the tags and lengths of the messages around it.</summary>
    private const int BytesBesideTexts = 32;

    /// <summary>Whether there is room for another one.</summary>
    /// <param name="to">Where it would go.</param>
    /// <param name="count">How many there are already.</param>
    public static bool HasRoom(ProtoWriter to, int count) => count < Most && to.Length < EnoughBytes;

    /// <summary>Writes one.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="field">The field that holds attributes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">A text, a number, a truth value, or an array of these; anything else is told as a text.</param>
    public void Write(ProtoWriter to, byte field, string name, object value)
    {
        if (value is Array many) WriteArray(to, field, name, many);
        else if (value is string || !IsPlain(value)) WriteText(to, field, name, TextOf(value));
        else WritePlain(to, field, name, value);
    }

    /// <summary>A text, no longer than one may be.</summary>
    public ReadOnlySpan<char> Bounded(string text) => text.Length <= maxChars ? text : text.AsSpan(0, maxChars);

    private static void WritePlain(ProtoWriter to, byte field, string name, object value)
    {
        var attribute = to.Begin(field, ProtoWriter.AtMost(name.Length) + BytesBesideTexts);
        to.Text(Tags.Value.Key, name);
        var wrapped = to.Begin(Tags.Value.OfKey, BytesBesideTexts);
        WritePlain(to, value);
        to.End(wrapped);
        to.End(attribute);
    }

    private void WriteText(ProtoWriter to, byte field, string name, string text)
    {
        var shown = Bounded(text);
        if (to.TryShortPair(field, Tags.Value.Key, name, Tags.Value.OfKey, Tags.Value.Text, shown)) return;
        int bytes = ProtoWriter.AtMost(shown.Length) + BytesBesideTexts;
        var attribute = to.Begin(field, ProtoWriter.AtMost(name.Length) + bytes);
        to.Text(Tags.Value.Key, name);
        var wrapped = to.Begin(Tags.Value.OfKey, bytes);
        to.Text(Tags.Value.Text, shown);
        to.End(wrapped);
        to.End(attribute);
    }

    private void WriteArray(ProtoWriter to, byte field, string name, Array many)
    {
        var attribute = to.Begin(field);
        to.Text(Tags.Value.Key, name);
        var wrapped = to.Begin(Tags.Value.OfKey);
        var array = to.Begin(Tags.Value.Array);
        int count = 0;
        foreach (object? one in many)
        {
            if (!HasRoom(to, count++)) break;
            var item = to.Begin(Tags.Value.Item);
            if (one is not null && IsPlain(one)) WritePlain(to, one);
            else if (one is not null) to.Text(Tags.Value.Text, Bounded(TextOf(one)));
            to.End(item);
        }
        to.End(array);
        to.End(wrapped);
        to.End(attribute);
    }

    private static bool IsPlain(object value) => value is int or long or bool or double or float or short or byte or uint or ushort or sbyte;

    private static void WritePlain(ProtoWriter to, object value)
    {
        if (value is bool isSo) to.Varint(Tags.Value.Bool, isSo ? 1UL : 0);
        else if (value is double or float) to.Fixed64(Tags.Value.Double, BitConverter.DoubleToUInt64Bits(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
        else to.Varint(Tags.Value.Int, (ulong)(value is int usual ? usual : Convert.ToInt64(value, CultureInfo.InvariantCulture)));
    }

    private static string TextOf(object value)
    {
        if (value is string text) return text;
        try
        {
            return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It is the application's own type, and no reason to lose the span.
            return $"({e.GetType().Name} when it was asked for its text)";
        }
    }
}
