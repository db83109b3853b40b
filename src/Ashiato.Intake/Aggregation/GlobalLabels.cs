using System.Text;
using System.Text.Json;
using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.Aggregation;

/// <summary>The labels that a whole stream or resource has: they tell metrics apart, those of single events do not.</summary>
/// <remarks>
/// Decoders give each event the labels that are global to it once more as one text, in a field that <see cref="IntakePipeline"/> takes away
/// again before the events are stored. JSON: names of fields with their values.
/// </remarks>
internal static class GlobalLabels
{
    /// <summary>The field between decoder and pipeline.</summary>
    public static readonly Field Field = Fields.ObjectSample("_intake.global_labels");

    /// <summary>True for labels, texts and numbers.</summary>
    public static bool IsLabel(Field field) =>
        field.Index < 0 && (field.Name.StartsWith("labels.", StringComparison.Ordinal) || field.Name.StartsWith("numeric_labels.", StringComparison.Ordinal));

    /// <summary>The labels of what a stream or resource lends.</summary>
    /// <param name="lent">One row.</param>
    /// <param name="isOverridden">True for a label that an event has a value of its own for; <see langword="null"/> when there is no such.</param>
    /// <returns>Empty when there are none.</returns>
    public static byte[] Of(EventRow lent, Func<Field, bool>? isOverridden = null)
    {
        var labels = lent.Batch.Columns.Where(column => IsLabel(column.Field) && isOverridden?.Invoke(column.Field) != true)
            .OrderBy(column => column.Field.Name, StringComparer.Ordinal).ToList();
        if (labels.Count == 0) return [];
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var label in labels)
            {
                json.WriteStartArray(label.Field.Name);
                if (label is DoubleColumn numbers) foreach (double number in numbers.Values) json.WriteNumberValue(number);
                else foreach (string value in lent.Texts(label.Field)) json.WriteStringValue(value);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return text.ToArray();
    }

    /// <summary>Gives the labels to the row being built.</summary>
    /// <param name="labels">What <see cref="Of"/> gave.</param>
    /// <param name="target">The builder.</param>
    public static void Write(ReadOnlySpan<byte> labels, EventBatchBuilder target)
    {
        if (labels.IsEmpty) return;
        using var document = JsonDocument.Parse(labels.ToArray());
        foreach (var label in document.RootElement.EnumerateObject())
        {
            foreach (var value in label.Value.EnumerateArray())
            {
                if (value.ValueKind == JsonValueKind.Number) target.Add(Fields.Resolve(label.Name, FieldType.Double), value.GetDouble());
                else target.AddAsSent(Fields.Resolve(label.Name, FieldType.Keyword), Encoding.UTF8.GetBytes(value.GetString()!));
            }
        }
    }

    /// <summary>The batch without the field.</summary>
    public static EventBatch TakeAway(EventBatch batch) =>
        batch.Find(Field) is null ? batch : new EventBatch(batch.Id, batch.RowCount, batch.Columns.Where(static column => !column.Field.Equals(Field)));
}
