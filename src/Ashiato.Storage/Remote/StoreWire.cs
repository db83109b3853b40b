using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Remote;

/// <summary>What client and endpoints of the remote store send each other.</summary>
/// <remarks>
/// <para>All paths are below <c>/store/v1/</c>. Batches travel as <see cref="EventBatchFormat"/>, queries, groups, values, fields, pins and the status as JSON.</para>
/// <para>A page of rows: 4 bytes length of <see cref="RowPage.Next"/>, its UTF-8 (nothing for the last page), then the batch.</para>
/// <para>Checks and backups are answered line by line: JSON objects with a <c>progress</c>, the last with the <c>result</c> or an <c>error</c>.</para>
/// <para>A tail: a frame for each batch, 4 bytes length and the batch. A frame of length 0 says that the store is listening. Lengths are little-endian.</para>
/// <para>
/// Errors are a <see cref="WireRefusal"/>, whose <c>error</c> is for people: 400 for a query or batch that is wrong as it is, 401 for a wrong token, 413
/// for one that is too long, 503 when the store is busy and kept nothing.
/// </para>
/// </remarks>
internal static class StoreWire
{
    public const string AppendPath = "store/v1/append";
    public const string RowsPath = "store/v1/rows";
    public const string GroupsPath = "store/v1/groups";
    public const string ValuesPath = "store/v1/values";
    public const string FieldsPath = "store/v1/fields";
    public const string TailPath = "store/v1/tail";
    public const string StatusPath = "store/v1/status";
    public const string DeletePath = "store/v1/delete";
    public const string PinsPath = "store/v1/pins";
    public const string UsagePath = "store/v1/usage";
    public const string VerifyPath = "store/v1/verify";
    public const string BackupPath = "store/v1/backup";

    public const string BinaryType = "application/octet-stream";

    /// <summary>What <see cref="FieldsPath"/> is asked.</summary>
    internal sealed record FieldsRequest(TimeRange Time, Filter? Filter);

    /// <summary>A wish to pin a trace, or to let it go.</summary>
    internal sealed record PinRequest(string TraceId, bool IsPinned);

    /// <summary>What came of it.</summary>
    /// <param name="IsChanged">False when the trace was to be let go and was not pinned.</param>
    internal sealed record PinAnswer(bool IsChanged);

    /// <summary>A wish for a backup.</summary>
    /// <param name="Directory">Where, as a full path on the store's machine.</param>
    internal sealed record BackupRequest(string Directory);

    /// <summary>A line of the answer to long work; one of the three.</summary>
    /// <param name="Progress">How far it is.</param>
    /// <param name="Result">What came of it, in the last line.</param>
    /// <param name="Error">Why nothing came of it, in the last line.</param>
    /// <param name="Refusal">The same as it travels with its reason.</param>
    internal sealed record UpkeepLine<T>(UpkeepProgress? Progress, T? Result, string? Error, WireRefusal? Refusal = null);

    public static JsonSerializerOptions Json { get; } = MakeJson();

    public static void WritePage(RowPage page, IBufferWriter<byte> output)
    {
        int length = page.Next is null ? 0 : Encoding.UTF8.GetByteCount(page.Next);
        var head = output.GetSpan(4 + length);
        BinaryPrimitives.WriteInt32LittleEndian(head, length);
        if (page.Next is not null) Encoding.UTF8.GetBytes(page.Next, head[4..]);
        output.Advance(4 + length);
        EventBatchFormat.Write(page.Rows, output);
    }

    /// <exception cref="InvalidDataException">The bytes are not a page.</exception>
    public static RowPage ReadPage(ReadOnlySpan<byte> input)
    {
        if (input.Length < 4) throw new InvalidDataException("A page of rows ends early.");
        int length = BinaryPrimitives.ReadInt32LittleEndian(input);
        if (length < 0 || length > input.Length - 4) throw new InvalidDataException("A page of rows ends early.");
        string? next = length == 0 ? null : Encoding.UTF8.GetString(input.Slice(4, length));
        return new RowPage(EventBatchFormat.Read(input[(4 + length)..]), next);
    }

    private static JsonSerializerOptions MakeJson()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            IgnoreReadOnlyProperties = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            // A filter may be nested 100 levels deep, each of which is an object and a list.
            MaxDepth = 256,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameKinds } },
            Converters = { new FieldJson(), new GroupKeyValueJson() },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Filters, keys and measures say in <c>$type</c> which kind they are, by the name of their type.</summary>
    private static void NameKinds(JsonTypeInfo type)
    {
        if (type.Type != typeof(Filter) && type.Type != typeof(GroupKey) && type.Type != typeof(Measure)) return;
        type.PolymorphismOptions = new JsonPolymorphismOptions();
        foreach (var kind in type.Type.GetNestedTypes())
            if (kind.IsSubclassOf(type.Type)) type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind, kind.Name));
    }

    /// <summary>A field is a text: its type, a colon, its name.</summary>
    private sealed class FieldJson : JsonConverter<Field>
    {
        public override Field Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string text = reader.GetString() ?? "";
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !Enum.TryParse(text.AsSpan(0, colon), out FieldType type) || !Enum.IsDefined(type))
                throw new JsonException($"'{text}' is not the type and name of a field.");
            return Fields.Resolve(text[(colon + 1)..], type);
        }

        public override void Write(Utf8JsonWriter writer, Field value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value.Type}:{value.Name}");
    }

    /// <summary>The key of a group: a text, a whole number, or a list of one number with fractions, so that 2 and 2.0 stay apart.</summary>
    private sealed class GroupKeyValueJson : JsonConverter<object>
    {
        public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    return reader.GetString();
                case JsonTokenType.Number:
                    return reader.GetInt64();
                case JsonTokenType.StartArray:
                    return JsonSerializer.Deserialize<double[]>(ref reader, options) is [var number] ? number : throw new JsonException("A group's key is not one number.");
                default:
                    throw new JsonException("A group's key is neither a text nor a number.");
            }
        }

        public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
        {
            if (value is string text) writer.WriteStringValue(text);
            else if (value is long whole) writer.WriteNumberValue(whole);
            else JsonSerializer.Serialize(writer, new[] { (double)value }, options);
        }
    }
}
