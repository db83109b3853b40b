using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>Data points: those of one scope with the same time and attributes are one event.</content>
internal sealed partial class OtlpDecoder
{
    /// <summary>So many data points are put together at one time.</summary>
    private const int MaxPointsAtOnce = 16_384;

    private const ulong NoRecordedValue = 1;

    private readonly List<DataPoint> _points = [];
    private readonly Dictionary<(ulong Nanos, ulong Attributes), int> _groups = [];
    private MessageCursor _metric;
    private MetricHead _metricHead;
    private int _nextPoint;

    /// <summary>True for what transactions of one name spent their time with, as Elastic's agents and Ashiato's tell it.</summary>
    private bool _isBreakdown;

    private bool HasPoints => _nextPoint < _points.Count || _metric.HasMore;

    private void BeginMetrics()
    {
        _metric = default;
        ForgetPoints();
    }

    private void ForgetPoints()
    {
        _points.Clear();
        _groups.Clear();
        _nextPoint = 0;
        if (_points.Capacity > MaxPointsAtOnce) _points.Capacity = 0;
    }

    /// <summary>Gathers data points, or makes an event of those that belong together.</summary>
    private void ReadPoints(ReadOnlySpan<byte> request)
    {
        if (_nextPoint == 0)
        {
            GatherPoints(request);
            // By group, and inside one in the order in which they came.
            _points.Sort(static (a, b) => a.Group != b.Group ? a.Group.CompareTo(b.Group) : a.Start.CompareTo(b.Start));
        }
        if (_nextPoint < _points.Count) ReadMetricset(request);
        if (_nextPoint == _points.Count) ForgetPoints();
    }

    private void GatherPoints(ReadOnlySpan<byte> request)
    {
        while (_points.Count < MaxPointsAtOnce)
        {
            if (_metric.HasMore)
            {
                if (_metric.TryTake(request, Tags.Metric.Points, out var point)) GatherPoint(point.Rest(request), point);
            }
            else if (!_scope.HasMore)
            {
                return;
            }
            else if (_scope.TryTake(request, Tags.Scopes.Records, out var metric))
            {
                _metricHead = MetricHead.Read(metric.Rest(request), metric.Start, out _metric);
            }
        }
    }

    private void GatherPoint(ReadOnlySpan<byte> point, MessageCursor place)
    {
        _recordBytes += point.Length;
        ulong nanos = 0, attributes = 0, flags = 0;
        uint attributesTag = _metricHead.AttributesTag, flagsTag = _metricHead.FlagsTag;
        var reader = new ProtoReader(point);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag == Tags.Point.Time) nanos = reader.ReadFixed64();
            // A sum does not depend on the order. Sets with equal sums of 64-bit hashes are taken for equal.
            else if (tag == attributesTag) attributes += XxHash64.Hash(reader.ReadBytes());
            else if (tag == flagsTag) flags = reader.ReadVarint();
            else reader.Skip(tag);
        }
        // The sender says that it knows no value; nothing is lost by keeping none.
        if ((flags & NoRecordedValue) != 0) return;
        if (!_groups.TryGetValue((nanos, attributes), out int group)) _groups.Add((nanos, attributes), group = _groups.Count);
        _points.Add(new DataPoint(group, place.Start, point.Length, nanos, _metricHead));
    }

    private void ReadMetricset(ReadOnlySpan<byte> request)
    {
        var first = _points[_nextPoint];
        bool hasSample = false, isForeign = false;
        _isBreakdown = false;
        _kinds = 0;
        for (; _nextPoint < _points.Count && _points[_nextPoint].Group == first.Group; _nextPoint++)
        {
            var point = _points[_nextPoint];
            var name = Utf8Text.Valid(request.Slice(point.Metric.NameStart, point.Metric.NameLength));
            if (!TrySetSample(name, point.Metric.Kind, request.Slice(point.Start, point.Length))) continue;
            hasSample = true;
            isForeign |= !InternalMetrics.Contains(name);
            _isBreakdown |= name.StartsWith("span.self_time."u8);
        }
        if (!hasSample)
        {
            _builder.DropRow();
            return;
        }
        _recordDataset.Clear();
        ReadPointAttributes(request.Slice(first.Start, first.Length), first.Metric.AttributesTag, ref isForeign);
        _isBreakdown &= _builder.Has(Fields.TransactionName);
        SetKnown(_isBreakdown ? Known.BreakdownMetricset : Known.AppMetricset);
        SetKnown(Known.MetricEvent);
        SetKnown(Known.MetricsStream);
        var dataset = ChosenDataset();
        if (_isBreakdown) SetKnown(Known.InternalDataset);
        else if (!dataset.IsEmpty) _builder.Set(Fields.DataStreamDataset, dataset);
        else if (isForeign) _builder.Set(Fields.DataStreamDataset, _serviceDataset.Written);
        else SetKnown(Known.InternalDataset);
        EndRow(Micros(first.Nanos));
    }

    private void ReadPointAttributes(ReadOnlySpan<byte> point, uint attributesTag, ref bool isForeign)
    {
        int count = 0;
        var reader = new ProtoReader(point);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag != attributesTag)
            {
                reader.Skip(tag);
                continue;
            }
            var value = AttributeValue.ReadPair(reader.ReadBytes(), out var key);
            if (count++ < MaxAttributes) ReadPointAttribute(_attributes.Find(key), value, ref isForeign);
        }
    }

    private void ReadPointAttribute(AttributeEntry attribute, AttributeValue value, ref bool isForeign)
    {
        var text = value.Kind == AttributeKind.Text ? value.Bytes : default;
        switch (attribute.Name)
        {
            case AttributeName.Dataset or AttributeName.Namespace:
                TrySetCommon(attribute.Name, text);
                break;
            case AttributeName.EventDataset:
                _builder.Set(Fields.EventDataset, Utf8Text.Cut(text));
                break;
            case AttributeName.EventModule:
                _builder.Set(Fields.EventModule, Utf8Text.Cut(text));
                break;
            case AttributeName.UserName:
                _builder.Set(Fields.UserName, Utf8Text.Cut(text));
                break;
            case AttributeName.MetricText:
            case AttributeName.BreakdownText when _isBreakdown:
                _builder.Set(attribute.Keyword, Utf8Text.Cut(text));
                break;
            default:
                // A copy of a host's metric under the name of an agent's does not come from the agent.
                isForeign |= attribute.Name == AttributeName.OtelRemapped && (value.IsTrue || text.SequenceEqual("true"u8));
                SetLabel(_builder, attribute, value);
                break;
        }
    }

    /// <summary>A data point that waits for others like it.</summary>
    private readonly record struct DataPoint(int Group, int Start, int Length, ulong Nanos, MetricHead Metric);
}
