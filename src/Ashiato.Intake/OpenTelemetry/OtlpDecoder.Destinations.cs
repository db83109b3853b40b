using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>Spans that are no transactions: what kind of work they are, and whom they called.</content>
internal sealed partial class OtlpDecoder
{
    private readonly ByteBuffer _resourceName = new();
    private readonly ByteBuffer _serviceUrl = new();

    /// <summary>From this HTTP status on a call has failed for who called.</summary>
    private const int ClientFailsFrom = 400;

    private void CompleteExitSpan(in SpanHead head, ref ExitFacts facts)
    {
        SetExitMeaning(head.Kind, ref facts);
        SetOutcome(head.Status, facts.IsHttp ? facts.StatusCode : 0, ClientFailsFrom, TraceState.WeightOf(head.TraceState), Fields.SpanRepresentativeCount);
        SetKnown(Known.SpanEvent);
    }

    /// <summary>Sets what attributes say together.</summary>
    private void SetExitMeaning(int kind, ref ExitFacts facts)
    {
        // The address of a peer need not be that of a host: it may be a connection string. Only IPv6 addresses may have colons.
        bool isPeerAddressHost = !facts.PeerAddress.Contains((byte)':') || ClientAddress.TryIp(facts.PeerAddress, out _);
        if (facts.PeerName.IsEmpty && isPeerAddressHost) facts.PeerName = facts.PeerAddress;
        facts.Address = facts.PeerName.IsEmpty ? facts.PeerIp : facts.PeerName;
        facts.Port = facts.PeerPort;
        UrlParts url = default;
        bool hasUrl = CompleteUrl(ref facts, ref url);

        facts.TargetName = facts.ServiceName = facts.ServiceResource = facts.PeerService;
        if (!facts.PeerAddress.IsEmpty) facts.ServiceResource = facts.PeerAddress;
        if (!facts.DbName.IsEmpty) _builder.Set(Fields.SpanDbInstance, facts.DbName);
        if (!facts.DbSystem.IsEmpty) _builder.Set(Fields.SpanDbType, facts.DbSystem);
        if (facts.IsMessaging) _builder.Set(Fields.SpanMessageQueueName, facts.Queue);
        Classify(kind, ref facts, hasUrl, url);
        SetDestination(facts);
    }

    /// <summary>Sets the URL of an HTTP call, and takes from it whom the span called.</summary>
    /// <returns><see langword="false"/> when there is none that can be taken apart.</returns>
    private bool CompleteUrl(ref ExitFacts facts, ref UrlParts url)
    {
        if (!facts.IsHttp) return false;
        if (facts.StatusCode > 0) Share(Fields.HttpResponseStatusCode, facts.StatusCode);
        var text = facts.Url;
        if (text.IsEmpty && !facts.Target.IsEmpty && UrlParts.TryParse(facts.Target, out var target)) text = UrlOfTarget(facts, target);
        Share(Fields.UrlOriginal, text);
        if (text.IsEmpty || !UrlParts.TryParse(text, out url)) return false;
        int port = UrlParts.PortOf(url.Host);
        if (port == 0) port = UrlParts.DefaultPortOf(url.Scheme);
        facts.Address = UrlParts.NameOf(url.Host);
        if (port > 0) facts.Port = port;
        return true;
    }

    private ReadOnlySpan<byte> UrlOfTarget(scoped in ExitFacts facts, scoped in UrlParts target)
    {
        _host.Clear();
        _host.Add(facts.Host.IsEmpty ? facts.Address : facts.Host);
        if (facts.Host.IsEmpty && facts.Port > 0) AddPort(_host, facts.Port);
        _url.Clear();
        _url.Add(Completed(target, facts.Scheme.IsEmpty ? "http"u8 : facts.Scheme, _host.Written));
        return _url.Written;
    }

    /// <summary>Type and subtype, and whom the span called. The first kind of work that has any attribute counts.</summary>
    private void Classify(int kind, ref ExitFacts facts, bool hasUrl, scoped in UrlParts url)
    {
        if (facts.IsDatabase)
        {
            SetType(ref facts, "db"u8, facts.DbSystem);
            if (!facts.DbName.IsEmpty) facts.TargetName = facts.DbName;
            NameBySubtype(ref facts);
        }
        else if (facts.IsMessaging)
        {
            SetType(ref facts, "messaging"u8, facts.MessagingSystem);
            if (!facts.Operation.IsEmpty) _builder.Set(Fields.SpanAction, facts.Operation);
            else if (kind == SpanHead.Producer) _builder.Set(Fields.SpanAction, "send"u8);
            NameBySubtype(ref facts);
            AddQueue(ref facts);
        }
        else if (facts.IsRpc)
        {
            SetType(ref facts, "external"u8, facts.RpcSystem);
            if (!facts.RpcService.IsEmpty) facts.TargetName = facts.RpcService;
            if (facts.ServiceName.IsEmpty) NameByAddress(ref facts);
        }
        else if (facts.IsHttp)
        {
            SetType(ref facts, "external"u8, "http"u8);
            if (hasUrl) NameByUrl(ref facts, url);
        }
        else if (!facts.GenAiSystem.IsEmpty)
        {
            SetType(ref facts, "genai"u8, facts.GenAiSystem);
            facts.TargetType = "genai"u8;
        }
        else if (facts.Type.IsEmpty)
        {
            bool isInternal = kind == SpanHead.Internal;
            facts.Type = isInternal ? "app"u8 : "unknown"u8;
            _builder.Set(Fields.SpanType, facts.Type);
            if (isInternal) _builder.Set(Fields.SpanSubtype, "internal"u8);
        }
    }

    private void SetType(ref ExitFacts facts, ReadOnlySpan<byte> type, ReadOnlySpan<byte> subtype)
    {
        _builder.Set(Fields.SpanType, type);
        _builder.Set(Fields.SpanSubtype, subtype);
        facts.Type = type;
        facts.Subtype = subtype;
        facts.TargetType = subtype.IsEmpty ? type : subtype;
    }

    private static void NameBySubtype(ref ExitFacts facts)
    {
        if (facts.ServiceName.IsEmpty) facts.ServiceName = facts.ServiceResource = facts.Subtype;
    }

    private void AddQueue(ref ExitFacts facts)
    {
        if (facts.Queue.IsEmpty) return;
        if (!facts.IsTemporaryQueue) facts.TargetName = facts.Queue;
        if (facts.ServiceResource.IsEmpty) return;
        _resourceName.Clear();
        _resourceName.Add(facts.ServiceResource);
        _resourceName.Add((byte)'/');
        _resourceName.Add(facts.Queue);
        facts.ServiceResource = _resourceName.Written;
    }

    private void NameByAddress(ref ExitFacts facts)
    {
        _resourceName.Clear();
        _resourceName.Add(facts.Address);
        AddPort(_resourceName, facts.Port);
        facts.ServiceName = facts.ServiceResource = _resourceName.Written;
    }

    /// <summary>The host of the URL with its port, be it the usual one; the service is the URL without what is usual.</summary>
    private void NameByUrl(ref ExitFacts facts, scoped in UrlParts url)
    {
        bool isUsualPort = facts.Port == UrlParts.DefaultPortOf(url.Scheme);
        bool hasPort = UrlParts.PortOf(url.Host) != 0;
        _resourceName.Clear();
        _resourceName.Add(url.Host);
        if (isUsualPort && !hasPort)
        {
            _resourceName.Add((byte)':');
            _resourceName.Add(facts.Port);
        }
        facts.TargetName = _resourceName.Written;
        if (!facts.ServiceName.IsEmpty) return;
        _serviceUrl.Clear();
        if (!url.Scheme.IsEmpty)
        {
            _serviceUrl.Add(url.Scheme);
            _serviceUrl.Add((byte)':');
        }
        if (!url.Host.IsEmpty) _serviceUrl.Add("//"u8);
        _serviceUrl.Add(isUsualPort ? UrlParts.WithoutPort(url.Host) : url.Host);
        facts.ServiceName = _serviceUrl.Written;
        facts.ServiceResource = _resourceName.Written;
    }

    private void SetDestination(in ExitFacts facts)
    {
        if (!facts.Address.IsEmpty)
        {
            _builder.Set(Fields.DestinationAddress, Utf8Text.Cut(facts.Address));
            if (facts.Port != 0) _builder.Set(Fields.DestinationPort, facts.Port);
        }
        if (!facts.ServiceName.IsEmpty || !facts.ServiceResource.IsEmpty)
        {
            _builder.Set(Fields.SpanDestinationServiceName, facts.ServiceName);
            _builder.Set(Fields.SpanDestinationServiceResource, facts.ServiceResource);
            _builder.Set(Fields.SpanDestinationServiceType, facts.Type);
        }
        if (facts.TargetType.IsEmpty && facts.TargetName.IsEmpty) return;
        if (facts.TargetType.IsEmpty) SetKnown(Known.EmptyTargetType);
        else Share(Fields.ServiceTargetType, facts.TargetType);
        Share(Fields.ServiceTargetName, facts.TargetName);
    }
}
