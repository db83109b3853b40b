using System.Text.Json;

namespace Ashiato.Storage.Execution;

/// <summary>Reads the values of a histogram and how often each occurs.</summary>
/// <remarks>Shape: see <see cref="Model.FieldType.Histogram"/>. A value without a count, or with one of 0, does not occur; what is not of this shape holds nothing.</remarks>
internal sealed class HistogramReader
{
    private readonly List<double> _values = [];
    private readonly List<long> _counts = [];

    /// <summary>How many values the last histogram has.</summary>
    public int Length { get; private set; }

    /// <summary>A value of the last histogram and its count, above 0.</summary>
    public (double Value, long Count) this[int at] => (_values[at], _counts[at]);

    /// <summary>Takes in a histogram in place of the one before.</summary>
    public void Read(ReadOnlySpan<byte> json)
    {
        _values.Clear();
        _counts.Clear();
        Length = 0;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isValues = reader.ValueTextEquals("values"u8), isCounts = reader.ValueTextEquals("counts"u8);
                if (!reader.Read()) return;
                if (reader.TokenType != JsonTokenType.StartArray || !(isValues || isCounts))
                {
                    reader.Skip();
                    continue;
                }
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    // A list of anything but numbers is no histogram.
                    if (reader.TokenType != JsonTokenType.Number) return;
                    if (isValues) _values.Add(reader.GetDouble());
                    else _counts.Add(reader.TryGetInt64(out long count) ? count : 0);
                }
            }
        }
        catch (JsonException)
        {
            return;
        }
        DropUncounted();
    }

    private void DropUncounted()
    {
        int pairs = Math.Min(_values.Count, _counts.Count);
        for (int at = 0; at < pairs; at++)
        {
            if (_counts[at] <= 0) continue;
            (_values[Length], _counts[Length]) = (_values[at], _counts[at]);
            Length++;
        }
    }
}
