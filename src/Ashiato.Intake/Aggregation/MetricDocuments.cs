using System.Buffers.Binary;
using Ashiato.Model;

namespace Ashiato.Intake.Aggregation;

/// <summary>Writes the metrics of an interval as events, in the form in which Elastic APM Server publishes them.</summary>
/// <param name="options">Who observed it.</param>
/// <param name="interval">The interval.</param>
internal sealed class MetricDocuments(IntakeOptions options, MetricInterval interval)
{
    private const int BatchEvents = 5_000;
    private const string Other = "_other";

    // A number in traces, {"sum":…,"value_count":…} in metrics.
    private static readonly Field s_successSummary = Fields.ObjectSample(Fields.EventSuccessCount.Name);

    private readonly EventBatchBuilder _builder = new();
    private readonly List<EventBatch> _batches = [];

    /// <summary>The documents of a table.</summary>
    /// <param name="table">The metrics.</param>
    /// <param name="startedMicros">When the interval began, for what has no time of its own; in microseconds since the Unix epoch.</param>
    public IReadOnlyList<EventBatch> Write(IntervalTable table, long startedMicros)
    {
        foreach (var (key, metrics) in table.Services) WriteService(key, metrics, startedMicros);
        if (table.Other is { } others)
        {
            Begin("service_summary", [], startedMicros);
            _builder.Set(Fields.ServiceSummaryAggregationOverflowCount, table.OtherCount);
            End();
            WriteOthers([], others, startedMicros);
        }
        Take();
        return [.. _batches];
    }

    private void WriteService(byte[] service, ServiceMetrics metrics, long startedMicros)
    {
        long start = BinaryPrimitives.ReadInt64LittleEndian(service);
        Begin("service_summary", service, start);
        End();
        foreach (var (key, values) in metrics.Transactions.Groups)
        {
            Begin("transaction", service, start);
            if (key[0] == 1) _builder.Set(Fields.TransactionRoot, true);
            SetDimensions(MetricDimensions.Transaction, key.AsSpan(1));
            // All of a group have one outcome: what succeeded or failed are as many as the histogram has.
            long total = values.Durations.Total;
            if (values.Successes > 0) SetSuccesses(total, total);
            else if (values.Failures > 0) SetSuccesses(0, total);
            End(values);
        }
        foreach (var (key, values) in metrics.ServiceTransactions.Groups)
        {
            Begin("service_transaction", service, start);
            SetDimensions(MetricDimensions.ServiceTransaction, key);
            SetSuccesses(values);
            End(values);
        }
        foreach (var (key, values) in metrics.Destinations.Groups)
        {
            Begin("service_destination", service, start);
            SetDimensions(MetricDimensions.Destination, key);
            // A target without a type has the empty one, and so has one without anything.
            bool hasTarget = _builder.Has(Fields.ServiceTargetName) || !_builder.Has(Fields.SpanDestinationServiceResource);
            if (hasTarget && !_builder.Has(Fields.ServiceTargetType)) _builder.SetAsSent(Fields.ServiceTargetType, default);
            End(values, Rounded(values.Count));
        }
        WriteOthers(service, metrics, startedMicros);
    }

    /// <summary>One document for all groups of a metric that did not find room.</summary>
    private void WriteOthers(byte[] service, ServiceMetrics metrics, long startedMicros)
    {
        if (metrics.Transactions.Other is { } transactions)
        {
            BeginOther("transaction", service, startedMicros, Fields.TransactionAggregationOverflowCount, metrics.Transactions.OtherCount);
            _builder.Set(Fields.TransactionName, Other);
            End(transactions);
        }
        if (metrics.ServiceTransactions.Other is { } serviceTransactions)
        {
            BeginOther("service_transaction", service, startedMicros, Fields.ServiceTransactionAggregationOverflowCount, metrics.ServiceTransactions.OtherCount);
            _builder.Set(Fields.TransactionType, Other);
            SetSuccesses(serviceTransactions);
            End(serviceTransactions);
        }
        if (metrics.Destinations.Other is { } destinations)
        {
            BeginOther("service_destination", service, startedMicros, Fields.ServiceDestinationAggregationOverflowCount, metrics.Destinations.OtherCount);
            _builder.Set(Fields.ServiceTargetName, Other);
            _builder.SetAsSent(Fields.ServiceTargetType, default);
            End(destinations, metrics.Destinations.OtherCount);
        }
    }

    private void BeginOther(string name, byte[] service, long startedMicros, Field countField, long count)
    {
        Begin(name, service, startedMicros, hasLabels: false);
        _builder.Set(countField, count);
    }

    /// <param name="name">The metricset.</param>
    /// <param name="service">The key of the service; empty for all others.</param>
    /// <param name="startMicros">The time.</param>
    /// <param name="hasLabels">True when the global labels are part of it.</param>
    private void Begin(string name, byte[] service, long startMicros, bool hasLabels = true)
    {
        _builder.Set(Fields.Timestamp, startMicros);
        _builder.Set(Fields.ProcessorEvent, Fields.Events.Metric);
        _builder.Set(Fields.MetricsetName, name);
        _builder.Set(Fields.MetricsetInterval, interval.Name);
        _builder.Set(Fields.DataStreamType, "metrics");
        _builder.Set(Fields.DataStreamDataset, $"apm.{name}.{interval.Name}");
        _builder.Set(Fields.DataStreamNamespace, options.Namespace);
        _builder.Set(Fields.ObserverType, "apm-server");
        _builder.Set(Fields.ObserverHostname, options.HostName);
        _builder.Set(Fields.ObserverVersion, options.ServerVersion);
        if (service.Length == 0)
        {
            _builder.Set(Fields.ServiceName, Other);
            return;
        }
        ReadOnlySpan<byte> key = service.AsSpan(sizeof(long));
        foreach (var field in MetricDimensions.Service)
        {
            var text = KeyWriter.Take(ref key);
            if (field != GlobalLabels.Field) _builder.Set(field, text);
            else if (hasLabels) GlobalLabels.Write(text, _builder);
        }
    }

    private void SetDimensions(Field[] fields, ReadOnlySpan<byte> key)
    {
        foreach (var field in fields)
        {
            var text = KeyWriter.Take(ref key);
            if (text.IsEmpty) continue;
            if (field.Type == FieldType.Boolean) _builder.Set(field, text.SequenceEqual("true"u8));
            else _builder.Set(field, text);
        }
    }

    private void End(TransactionValues values)
    {
        var (histogram, summary) = values.Durations.ToJson();
        _builder.Set(Fields.TransactionDurationHistogram, histogram);
        _builder.Set(Fields.TransactionDurationSummary, summary);
        SetDocCount(values.Durations.Total);
        End();
    }

    private void SetSuccesses(TransactionValues values)
    {
        if (values.Successes + values.Failures > 0) SetSuccesses(Rounded(values.Successes), Rounded(values.Successes + values.Failures));
    }

    private void SetSuccesses(long successes, long outcomes) => _builder.Set(s_successSummary, $"{{\"sum\":{successes},\"value_count\":{outcomes}}}");

    /// <summary>For how many a document stands; readers know no document that stands for none.</summary>
    private void SetDocCount(long count)
    {
        if (count > 0) _builder.Set(Fields.DocCount, count);
    }

    private void End(DestinationValues values, long docCount)
    {
        _builder.Set(Fields.SpanDestinationServiceResponseTimeCount, Rounded(values.Count));
        _builder.Set(Fields.SpanDestinationServiceResponseTimeSumUs, Rounded(values.SumMicros));
        SetDocCount(docCount);
        End();
    }

    private static long Rounded(double number) => (long)Math.Round(number, MidpointRounding.AwayFromZero);

    private void End()
    {
        _builder.EndRow();
        if (_builder.RowCount >= BatchEvents) Take();
    }

    private void Take()
    {
        if (_builder.RowCount > 0) _batches.Add(_builder.Build());
    }
}
