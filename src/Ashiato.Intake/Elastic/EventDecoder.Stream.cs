using Ashiato.Intake.Aggregation;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <content>The metadata of a stream, and texts that rows share: both are numbered once a batch.</content>
internal sealed partial class EventDecoder
{
    private readonly EventBatchBuilder _metadata = new(keepsArrays: true);
    private readonly List<Field> _overridden = [];
    private readonly LentFields _atEnd = new();
    private readonly LentFields _atOnce = new();
    private readonly KnownCodes _known;
    private StreamMetadata? _stream;
    private bool _hasCodes;

    /// <summary>Decodes the first line of a stream. Its fields go to every event that follows.</summary>
    /// <param name="line">The line without its line feed.</param>
    /// <param name="sender">Who sends, if that is kept.</param>
    /// <param name="isFromBrowser">True when the sender is the reader of a page.</param>
    /// <param name="error">What is wrong, for the sender.</param>
    public bool TryBegin(ReadOnlySpan<byte> line, Sender? sender, bool isFromBrowser, out string error)
    {
        TakeBatch();
        _stream = null;
        var type = TypeOf(line);
        bool hasShortNames = type.SequenceEqual("m"u8);
        if (!hasShortNames && !type.SequenceEqual("metadata"u8))
        {
            error = "\"metadata\" or \"m\" required";
            return false;
        }
        if (!isFromBrowser && _streams?.Find(line, sender) is { } known)
        {
            error = "";
            _stream = known;
            return true;
        }
        _builder = _metadata;
        try
        {
            BeginRow();
            if (isFromBrowser) sender?.SetAsReader(_builder);
            else sender?.SetAsHost(_builder);
            if (!TryRead(line, hasShortNames ? Shapes.RumMetadata : Shapes.Metadata, out error))
            {
                _metadata.Build();
                return false;
            }
            CompleteMetadata();
            _builder.EndRow();
            _stream = new StreamMetadata(_metadata.Build(), isFromBrowser);
            if (!isFromBrowser) _streams?.Remember(line, sender, _stream);
        }
        finally
        {
            _builder = _events;
        }
        return true;
    }

    private void CompleteMetadata()
    {
        bool hasOldNameOnly = !Has(Slot.ConfiguredHost) && !Has(Slot.DetectedHost);
        var hostname = TextIn(hasOldNameOnly ? Slot.OldHost : Slot.DetectedHost);
        // Inside a pod the detected name is the pod's, not the host's.
        if (!TextIn(Slot.NodeName).IsEmpty) hostname = TextIn(Slot.NodeName);
        else if (!TextIn(Slot.PodName).IsEmpty || !TextIn(Slot.PodUid).IsEmpty || !TextIn(Slot.Namespace).IsEmpty) hostname = default;
        var name = TextIn(Slot.ConfiguredHost);
        if (name.IsEmpty) name = hostname;
        _builder.Set(Fields.HostHostname, hostname);
        _builder.Set(Fields.HostName, name);

        if (TextIn(Slot.ServiceNode).IsEmpty) _builder.Set(Fields.ServiceNodeName, TextIn(Slot.ContainerId).IsEmpty ? name : TextIn(Slot.ContainerId));
        if (TextIn(Slot.Environment).IsEmpty && _options.DefaultEnvironment is { } environment) _builder.Set(Fields.ServiceEnvironment, environment);
        _builder.Set(Fields.ObserverType, "apm-server");
        _builder.Set(Fields.ObserverHostname, _options.HostName);
        _builder.Set(Fields.ObserverVersion, _options.ServerVersion);
        _builder.Set(Fields.DataStreamNamespace, _options.Namespace);
    }

    /// <summary>What the first line said; <see langword="null"/> when it was wrong.</summary>
    public StreamMetadata? Stream => _stream;

    /// <summary>Goes on with a stream that another decoder began, or this one before others.</summary>
    public void Resume(StreamMetadata stream)
    {
        TakeBatch();
        _stream = stream;
    }

    /// <summary>Gives the row what the metadata say and the event does not, as far as that depends on the event; the rest comes with <see cref="InheritRest"/>.</summary>
    /// <param name="replacesVersion">True when an event that names its service says the version too, or that there is none.</param>
    private void Inherit(bool replacesVersion)
    {
        EnsureCodes();
        bool hasOwnService = replacesVersion && _builder.Has(Fields.ServiceName);
        _overridden.Clear();
        for (int at = 0; at < _atOnce.Count; at++)
        {
            var inherited = _atOnce[at];
            if (_builder.Has(inherited.Field))
            {
                if (inherited.IsLabel) _overridden.Add(inherited.Field);
                continue;
            }
            // Whatever is said of the user, be it that a name is empty, takes the place of all that the stream says.
            if (Has(Fact.OwnUser) && inherited.IsUser) continue;
            if (hasOwnService && inherited.IsVersion) continue;
            _atOnce.Set(at, _builder);
        }
        // A label that the event has a value of its own for is not the stream's any more.
        if (_overridden.Count > 0) _builder.Set(GlobalLabels.Field, Stream!.LabelsWithout(_overridden.Contains));
    }

    /// <summary>Gives all rows of the batch what the metadata say and they do not.</summary>
    private void InheritRest()
    {
        if (!_hasCodes || _events.RowCount == 0) return;
        _atEnd.FillMissing(_events);
    }

    private void SetKnown(Known known)
    {
        EnsureCodes();
        _known.Set(known);
    }

    private void EnsureCodes()
    {
        if (_hasCodes) return;
        _known.Forget();
        _atEnd.Clear();
        _atOnce.Clear();
        foreach (var inherited in Stream!.Fields)
        {
            bool dependsOnEvent = inherited.IsUser || inherited.IsVersion || inherited.IsLabel || inherited.Field == GlobalLabels.Field;
            (inherited.IsOneText && !dependsOnEvent ? _atEnd : _atOnce).Add(inherited);
        }
        _atOnce.Number(_events);
        _atEnd.Number(_events);
        _hasCodes = true;
    }

    private void ForgetCodes() => _hasCodes = false;
}
