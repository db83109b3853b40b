using System.Text.Json;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <content>Metric samples.</content>
internal sealed partial class EventDecoder
{
    private readonly FieldCache _samples = new(SampleField);
    private readonly FieldCache _histograms = new(HistogramField);
    private readonly List<Field> _sampleFields = [];
    private readonly ByteBuffer _sampleValues = new();
    private readonly ByteBuffer _sampleCounts = new();
    private double? _selfTimeCount;
    private double? _selfTimeSum;
    private bool _hasForeignSample;

    private void BeginSamples()
    {
        _sampleFields.Clear();
        _selfTimeCount = null;
        _selfTimeSum = null;
        _hasForeignSample = false;
    }

    /// <summary>A sample may have the name of a field only when that field is a number; it must not overwrite what the event is.</summary>
    internal static Field? SampleField(string name)
    {
        if (!Fields.TryGet(name, out var field)) return Fields.Sample(name);
        return field.Type is FieldType.Long or FieldType.Double ? field : null;
    }

    /// <summary>A histogram may not have the name of a field at all.</summary>
    internal static Field? HistogramField(string name) => Fields.TryGet(name, out _) ? null : Fields.HistogramSample(name);

    public bool ReadSamples(ref JsonCursor reader, Member member)
    {
        Expect(ref reader, JsonTokenType.StartObject, member, "an object");
        bool hasAny = false;
        string path = _elementPath;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _name.Clear();
            _name.Add(JsonText.Read(ref reader, _text));
            hasAny = true;
            if (_name.Written.IndexOfAny((byte)'*', (byte)'"') >= 0) Violate(member.Path, $"'{member.Name}': validation rule 'patternKeys(patternNoAsteriskQuote)' violated");
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            Expect(ref reader, JsonTokenType.StartObject, member, "an object of objects");
            _elementPath = path + member.InnerPath;
            ReadSample(ref reader);
            _elementPath = path;
        }
        return hasAny;
    }

    private void ReadSample(ref JsonCursor reader)
    {
        Forget(Slot.SampleType);
        Forget(Fact.SampleValue);
        _sampleValues.Clear();
        _sampleCounts.Clear();
        ReadObject(ref reader, Shapes.Sample);
        bool hasValues = _sampleValues.Length > 0, hasCounts = _sampleCounts.Length > 0;
        if (hasValues != hasCounts) Violate("", hasCounts ? "'values' required when 'counts' is set" : "'counts' required when 'values' is set");

        var name = _name.Written;
        _hasForeignSample |= !InternalMetrics.Contains(name);
        if (hasValues && hasCounts && TextIn(Slot.SampleType).SequenceEqual("histogram"u8))
        {
            if (_histograms.Get(name) is { } histogram) SetHistogram(histogram);
            return;
        }
        if (!Has(Fact.SampleValue)) return;
        double value = NumberIn(Fact.SampleValue);
        if (name.SequenceEqual("span.self_time.count"u8)) _selfTimeCount = value;
        else if (name.SequenceEqual("span.self_time.sum.us"u8)) _selfTimeSum = value;
        if (_samples.Get(name) is not { } field) return;
        _builder.Set(field, value);
        _sampleFields.Add(field);
    }

    private void SetHistogram(Field field)
    {
        _json.Clear();
        _json.Add("{\"values\":["u8);
        _json.Add(_sampleValues.Written);
        _json.Add("],\"counts\":["u8);
        _json.Add(_sampleCounts.Written);
        _json.Add("]}"u8);
        _builder.Set(field, _json.Written);
        _sampleFields.Add(field);
    }

    public bool ReadSampleList(ref JsonCursor reader, bool isCounts)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("samples: expects values and counts as lists");
        var target = isCounts ? _sampleCounts : _sampleValues;
        target.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (isCounts && (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out _))) throw new JsonException("samples: counts: expects whole numbers");
            double value = NumberAt(ref reader, s_sampleList);
            if (isCounts && value < 0) Violate("", "'counts': validation rule 'minVals(0)' violated");
            if (target.Length > 0) target.Add((byte)',');
            target.Add(reader.ValueSpan);
        }
        return target.Length > 0;
    }

    private static readonly Member s_sampleList = new("values", MemberKind.Number);

    /// <summary>Names the metricset and finds its place.</summary>
    /// <returns><see langword="false"/> when nothing is left of it: a breakdown without the times that a breakdown is about.</returns>
    private bool CompleteMetricset()
    {
        if (_isNested) CompleteNestedMetricset();
        bool isOfTransaction = _isNested || Has(Fact.OfTransaction);
        bool isOfSpan = Has(Fact.OfSpan);
        if (isOfTransaction)
        {
            foreach (var field in _sampleFields) _builder.Clear(field);
            if (!isOfSpan || (_selfTimeCount is null && _selfTimeSum is null)) return false;
            if (_selfTimeCount is { } count) _builder.Set(Fields.SpanSelfTimeCount, (long)count);
            if (_selfTimeSum is { } sum) _builder.Set(Fields.SpanSelfTimeSumUs, (long)sum);
        }
        if (!_isNested) SetKnown(isOfTransaction ? Known.BreakdownMetricset : Known.AppMetricset);
        SetKnown(Known.MetricEvent);
        SetKnown(Known.MetricsStream);
        bool isInternal = isOfTransaction || isOfSpan || !_hasForeignSample;
        if (isInternal) SetKnown(Known.InternalDataset);
        else SetServiceDataset();
        return true;
    }
}
