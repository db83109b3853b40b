using System.Buffers.Text;
using System.Text.Json;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>Copies a JSON value that is kept but not searched: no white space, no nulls, no empty objects or lists, no name twice.</summary>
internal sealed class JsonCompactor
{
    private readonly ByteBuffer _scratch = new();
    private readonly List<uint> _nameHashes = [];

    /// <summary>Appends the value at which the reader stands.</summary>
    /// <returns><see langword="false"/>, and nothing appended, when nothing of the value is left.</returns>
    /// <exception cref="JsonException">The value is not JSON, or holds a number that does not fit.</exception>
    public bool Copy(ref JsonCursor reader, ByteBuffer target, bool cleansNames = false)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return CopyObject(ref reader, target, cleansNames);
            case JsonTokenType.StartArray:
                return CopyList(ref reader, target);
            case JsonTokenType.String:
                JsonText.Write(JsonText.Read(ref reader, _scratch), target);
                return true;
            case JsonTokenType.Number:
                RequireFits(reader.ValueSpan);
                target.Add(reader.ValueSpan);
                return true;
            case JsonTokenType.True or JsonTokenType.False:
                target.Add(reader.ValueSpan);
                return true;
            default:
                return false;
        }
    }

    private static void RequireFits(ReadOnlySpan<byte> number)
    {
        // Only an exponent or very many digits can leave the range of a double.
        if (number.Length < 300 && number.IndexOfAny((byte)'e', (byte)'E') < 0) return;
        if (!Utf8Parser.TryParse(number, out double value, out _) || !double.IsFinite(value)) throw new JsonException("number out of range");
    }

    private bool CopyObject(ref JsonCursor reader, ByteBuffer target, bool cleansNames)
    {
        int start = target.Length;
        int firstName = _nameHashes.Count;
        target.Add((byte)'{');
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int before = target.Length;
            if (before > start + 1) target.Add((byte)',');
            int nameStart = target.Length;
            JsonText.Write(cleansNames ? CleanName(ref reader) : JsonText.Read(ref reader, _scratch), target);
            uint hash = Utf8Hash.Of(target.Written[nameStart..]);
            target.Add((byte)':');
            reader.Read();
            if (Copy(ref reader, target)) _nameHashes.Add(hash);
            else target.Truncate(before);
        }
        bool hasContent = target.Length > start + 1;
        target.Add((byte)'}');
        if (!hasContent) target.Truncate(start);
        else if (HasEqual(firstName)) KeepLast(target, start);
        _nameHashes.RemoveRange(firstName, _nameHashes.Count - firstName);
        return hasContent;
    }

    private bool CopyList(ref JsonCursor reader, ByteBuffer target)
    {
        int start = target.Length;
        target.Add((byte)'[');
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int before = target.Length;
            if (before > start + 1) target.Add((byte)',');
            if (!Copy(ref reader, target)) target.Truncate(before);
        }
        bool hasContent = target.Length > start + 1;
        target.Add((byte)']');
        if (!hasContent) target.Truncate(start);
        return hasContent;
    }

    /// <summary>The name at which the reader stands, with dots, stars and quotes as underscores.</summary>
    private ReadOnlySpan<byte> CleanName(ref JsonCursor reader)
    {
        var name = JsonText.Read(ref reader, _scratch);
        if (name.IndexOfAny((byte)'.', (byte)'*', (byte)'"') < 0) return name;
        byte[] clean = name.ToArray();
        Names.Cleanse(clean);
        return clean;
    }

    private bool HasEqual(int first)
    {
        int count = _nameHashes.Count - first;
        if (count < 2) return false;
        _nameHashes.Sort(first, count, null);
        for (int i = first + 1; i < _nameHashes.Count; i++)
            if (_nameHashes[i] == _nameHashes[i - 1]) return true;
        return false;
    }

    /// <summary>Rewrites the object at the end of the buffer so that each name stands once, with its last value. Rare.</summary>
    private static void KeepLast(ByteBuffer target, int start)
    {
        using var document = JsonDocument.Parse(target.Written[start..].ToArray(), new JsonDocumentOptions { MaxDepth = EventDecoder.MaxDepth });
        var last = new Dictionary<string, JsonElement>();
        foreach (var property in document.RootElement.EnumerateObject()) last[property.Name] = property.Value;
        target.Truncate(start);
        target.Add((byte)'{');
        foreach (var (name, value) in last)
        {
            if (target.Length > start + 1) target.Add((byte)',');
            JsonText.Write(System.Text.Encoding.UTF8.GetBytes(name), target);
            target.Add((byte)':');
            target.Add(System.Text.Encoding.UTF8.GetBytes(value.GetRawText()));
        }
        target.Add((byte)'}');
    }
}
