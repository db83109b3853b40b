using Ashiato.Intake.Aggregation;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>What the first line of a stream lends to all events behind it: all that is kept of a stream while nothing comes.</summary>
internal sealed class StreamMetadata
{
    private readonly EventRow _labels;

    /// <param name="batch">The metadata as the one row of a batch.</param>
    /// <param name="isFromBrowser">True when the sender is the reader of a page.</param>
    public StreamMetadata(EventBatch batch, bool isFromBrowser)
    {
        var row = batch[0];
        _labels = new EventBatch(default, 1, batch.Columns.Where(column => GlobalLabels.IsLabel(column.Field)))[0];
        IsFromBrowser = isFromBrowser;
        Fields = [.. batch.Columns.Select(column => new Inherited(row, column.Field))];
        if (GlobalLabels.Of(_labels) is { Length: > 0 } labels) Fields = [.. Fields, new Inherited(GlobalLabels.Field, labels)];
        ServiceName = row.Utf8(Model.Fields.ServiceName).ToArray();
        AgentName = row.Utf8(Model.Fields.AgentName).ToArray();
        Hostname = row.Utf8(Model.Fields.HostHostname).ToArray();
        KnowsClient = !row.Utf8(Model.Fields.ClientIp).IsEmpty;
    }

    /// <summary>What every event has unless it says otherwise.</summary>
    public Inherited[] Fields { get; }

    /// <summary>True when the sender is the reader of a page.</summary>
    public bool IsFromBrowser { get; }

    /// <summary>True when the request itself says where the client is.</summary>
    public bool KnowsClient { get; }

    /// <summary>The service, as UTF-8.</summary>
    public byte[] ServiceName { get; }

    /// <summary>The agent, as UTF-8.</summary>
    public byte[] AgentName { get; }

    /// <summary>The host, as UTF-8; may be empty.</summary>
    public byte[] Hostname { get; }

    /// <summary>The labels of the stream without those that an event says otherwise.</summary>
    public byte[] LabelsWithout(Func<Field, bool> isOverridden) => GlobalLabels.Of(_labels, isOverridden);
}
