using System.Buffers.Text;
using System.Text;
using Ashiato.Intake.Aggregation;
using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>Who sends: the resource, decoded once and lent to each of its records.</content>
internal sealed partial class OtlpDecoder
{
    private readonly EventBatchBuilder _lending = new();
    private readonly Lends _resourceLends = new();
    private readonly List<Field> _overridden = [];
    private EventRow _lentByResource;
    private readonly ByteBuffer _resourceDataset = new();
    private readonly ByteBuffer _recordDataset = new();
    private readonly ByteBuffer _eventDataset = new();
    private readonly ByteBuffer _serviceDataset = new();
    private OtlpClient? _client;
    private byte[] _hostname = [];
    private long _clockShiftMicros;
    private bool _isJava;
    private bool _isBrowserAgent;
    private bool _isMobileAgent;

    private void BeginResource(ReadOnlySpan<byte> resources)
    {
        EndRun();
        _clockShiftMicros = 0;
        _resourceDataset.Clear();
        _scopeLends.Clear();
        var facts = default(ResourceFacts);
        var reader = new ProtoReader(resources);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag == Tags.Resources.Resource) ReadResource(reader.ReadBytes(), ref facts);
            else reader.Skip(tag);
        }
        CompleteResource(facts);
        _lending.EndRow();
        _lentByResource = _lending.Build()[0];
        _resourceLends.Take(_lentByResource.Batch);
        if (GlobalLabels.Of(_lentByResource) is { Length: > 0 } labels) _resourceLends.Add(new Inherited(GlobalLabels.Field, labels));
        ForgetCodes();
    }

    private void ReadResource(ReadOnlySpan<byte> resource, ref ResourceFacts facts)
    {
        int count = 0;
        var reader = new ProtoReader(resource);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag != Tags.Resource.Attributes)
            {
                reader.Skip(tag);
                continue;
            }
            var value = AttributeValue.ReadPair(reader.ReadBytes(), out var key);
            if (count++ < MaxAttributes) ReadResourceAttribute(key, value, ref facts);
        }
    }

    private void ReadResourceAttribute(ReadOnlySpan<byte> key, AttributeValue value, ref ResourceFacts facts)
    {
        if (!ResourceAttributes.TryFind(key, out var attribute))
        {
            SetLabel(_lending, _attributes.Find(key), value);
            return;
        }
        var text = Utf8Text.Cut(value.Kind == AttributeKind.Text ? value.Bytes : default);
        switch (attribute.Role)
        {
            case ResourceRole.Text:
                _lending.Set(attribute.Field!, text);
                break;
            case ResourceRole.Pid:
                if (value.Int != 0) _lending.Set(Fields.ProcessPid, value.Int);
                break;
            case ResourceRole.Addresses:
                ReadAddresses(value);
                break;
            case ResourceRole.ServiceName:
                facts.ServiceName = text;
                break;
            case ResourceRole.ServiceNode:
                facts.ServiceNode = text;
                break;
            case ResourceRole.Environment:
                facts.Environment = text;
                break;
            case ResourceRole.SdkName:
                facts.SdkName = text;
                break;
            case ResourceRole.SdkVersion:
                facts.SdkVersion = text;
                break;
            case ResourceRole.Language:
                facts.Language = text;
                break;
            case ResourceRole.DistroName:
                facts.DistroName = text;
                break;
            case ResourceRole.DistroVersion:
                facts.DistroVersion = text;
                break;
            case ResourceRole.ContainerId:
                facts.ContainerId = text;
                _lending.Set(Fields.ContainerId, text);
                break;
            case ResourceRole.Hostname:
                facts.Hostname = text;
                break;
            case ResourceRole.NodeName:
                facts.NodeName = text;
                _lending.Set(Fields.KubernetesNodeName, text);
                break;
            case ResourceRole.Kubernetes:
                facts.IsInPod |= !text.IsEmpty;
                _lending.Set(attribute.Field!, text);
                break;
            case ResourceRole.OsType:
                facts.OsType = text;
                break;
            case ResourceRole.OsName:
                facts.OsName = text;
                _lending.Set(Fields.HostOsName, text);
                break;
            case ResourceRole.Dataset:
                DataStreams.Clean(text, DataStreams.DatasetForbidden, _resourceDataset);
                break;
            case ResourceRole.Namespace:
                SetNamespace(_lending, text);
                break;
            case ResourceRole.ExportTime:
                // The sender's clock at the moment of sending: what differs from ours is its error.
                if (value.Int > 0) _clockShiftMicros = _arrivalMicros - (value.Int / 1_000);
                break;
        }
    }

    private void CompleteResource(in ResourceFacts facts)
    {
        SetService(facts);
        SetAgent(facts);
        SetHost(facts);
        SetOs(facts);
        _lending.Set(Fields.ObserverType, "apm-server"u8);
        _lending.Set(Fields.ObserverHostname, _options.HostName);
        _lending.Set(Fields.ObserverVersion, _options.ServerVersion);
        if (!_lending.Has(Fields.DataStreamNamespace)) _lending.Set(Fields.DataStreamNamespace, _options.Namespace);
    }

    private void SetService(in ResourceFacts facts)
    {
        _text.Clear();
        foreach (var rune in Encoding.UTF8.GetString(facts.ServiceName).EnumerateRunes())
            _text.Add(rune.IsAscii && (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '_' or '-') ? (byte)rune.Value : (byte)'_');
        var name = _text.Length == 0 ? "unknown"u8 : _text.Written;
        _lending.Set(Fields.ServiceName, name);
        _serviceDataset.Clear();
        _serviceDataset.Add("apm.app."u8);
        Names.AddDataset(name, _serviceDataset);

        if (!facts.Environment.IsEmpty) _lending.Set(Fields.ServiceEnvironment, facts.Environment);
        else if (_options.DefaultEnvironment is { } environment) _lending.Set(Fields.ServiceEnvironment, environment);
        _lending.Set(Fields.ServiceLanguageName, facts.Language.IsEmpty ? "unknown"u8 : facts.Language);
        _isJava = facts.Language.SequenceEqual("java"u8);
    }

    /// <summary>The SDK's name, then its language and whose distribution it is, as far as known.</summary>
    private void SetAgent(in ResourceFacts facts)
    {
        bool hasDistro = !facts.DistroName.IsEmpty;
        _text.Clear();
        _text.Add(facts.SdkName.IsEmpty ? "otlp"u8 : facts.SdkName);
        if (hasDistro || !facts.Language.IsEmpty)
        {
            _text.Add((byte)'/');
            _text.Add(facts.Language.IsEmpty ? "unknown"u8 : facts.Language);
        }
        if (hasDistro)
        {
            _text.Add((byte)'/');
            _text.Add(facts.DistroName);
        }
        _lending.Set(Fields.AgentName, _text.Written);
        _isBrowserAgent = BrowserAgents.Contains(_text.Written);
        _isMobileAgent = _text.Written.SequenceEqual("iOS/swift"u8) || _text.Written.SequenceEqual("android/java"u8);
        var version = hasDistro ? facts.DistroVersion : facts.SdkVersion;
        _lending.Set(Fields.AgentVersion, version.IsEmpty ? "unknown"u8 : version);
    }

    private void SetHost(in ResourceFacts facts)
    {
        // Inside a pod the detected name is the pod's, not the host's.
        var hostname = !facts.NodeName.IsEmpty ? facts.NodeName : facts.IsInPod ? default : facts.Hostname;
        _lending.Set(Fields.HostHostname, hostname);
        _lending.Set(Fields.HostName, hostname);
        _hostname = hostname.SequenceEqual(_hostname) ? _hostname : hostname.ToArray();
        var node = !facts.ServiceNode.IsEmpty ? facts.ServiceNode : !facts.ContainerId.IsEmpty ? facts.ContainerId : hostname;
        _lending.Set(Fields.ServiceNodeName, node);
        if (_client is null || !_isMobileAgent) return;
        _lending.Set(Fields.ClientIp, _client.Ip.ToString());
        _lending.Set(Fields.SourceIp, _client.Ip.ToString());
        if (_client.Port != 0) _lending.Set(Fields.SourcePort, (long)_client.Port);
        if (_client.ProxyIp is { } proxy) _lending.Set(Fields.SourceNatIp, proxy.ToString());
    }

    private void SetOs(in ResourceFacts facts)
    {
        string platform = Encoding.UTF8.GetString(facts.OsType).ToLowerInvariant();
        if (platform.Length > 0) _lending.Set(Fields.HostOsPlatform, platform);
        var type = platform switch
        {
            "windows" or "linux" => facts.OsType,
            "darwin" => "macos"u8,
            "aix" or "hpux" or "solaris" => "unix"u8,
            _ => default,
        };
        if (facts.OsName.SequenceEqual("Android"u8)) type = "android"u8;
        else if (facts.OsName.SequenceEqual("iOS"u8)) type = "ios"u8;
        else if (platform is "windows" or "linux") type = Encoding.UTF8.GetBytes(platform);
        _lending.Set(Fields.HostOsType, type);
    }

    private void ReadAddresses(AttributeValue list)
    {
        if (list.Kind != AttributeKind.Array) return;
        _lending.Clear(Fields.HostIp);
        var reader = new ProtoReader(list.Bytes);
        for (int count = 0; reader.TryReadTag(out uint tag) && count < MaxAttributes;)
        {
            if (tag != Tags.Values.Item)
            {
                reader.Skip(tag);
                continue;
            }
            count++;
            var item = AttributeValue.Read(reader.ReadBytes());
            if (item.Kind == AttributeKind.Text && ClientAddress.TryIp(item.Bytes, out var ip)) _lending.Add(Fields.HostIp, Encoding.UTF8.GetBytes(ip.ToString()));
        }
    }

    private void SetNamespace(EventBatchBuilder target, ReadOnlySpan<byte> name) => target.Set(Fields.DataStreamNamespace, NamespaceOf(name));

    /// <summary>A name as a namespace may be, until the next one is asked for.</summary>
    private ReadOnlySpan<byte> NamespaceOf(ReadOnlySpan<byte> name)
    {
        _text.Clear();
        DataStreams.Clean(name, DataStreams.NamespaceForbidden, _text);
        return _text.Written;
    }

    /// <summary>The data set that the span's event, the record, its scope or its resource choose, in this order; empty when none does.</summary>
    private ReadOnlySpan<byte> ChosenDataset()
    {
        if (_eventDataset.Length > 0) return _eventDataset.Written;
        if (_recordDataset.Length > 0) return _recordDataset.Written;
        return _scopeDataset.Length > 0 ? _scopeDataset.Written : _resourceDataset.Written;
    }

    /// <summary>What must be known together before fields of a resource can be set.</summary>
    private ref struct ResourceFacts
    {
        public ReadOnlySpan<byte> ServiceName;
        public ReadOnlySpan<byte> ServiceNode;
        public ReadOnlySpan<byte> Environment;
        public ReadOnlySpan<byte> SdkName;
        public ReadOnlySpan<byte> SdkVersion;
        public ReadOnlySpan<byte> Language;
        public ReadOnlySpan<byte> DistroName;
        public ReadOnlySpan<byte> DistroVersion;
        public ReadOnlySpan<byte> ContainerId;
        public ReadOnlySpan<byte> Hostname;
        public ReadOnlySpan<byte> NodeName;
        public ReadOnlySpan<byte> OsType;
        public ReadOnlySpan<byte> OsName;
        public bool IsInPod;
    }
}
