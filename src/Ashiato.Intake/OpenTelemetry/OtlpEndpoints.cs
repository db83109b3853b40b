using System.Net;
using System.Text;
using Ashiato.Doctor;
using Ashiato.Intake.Access;
using Ashiato.Intake.Elastic;
using Ashiato.Intake.Visits;
using Ashiato.Model;
using Ashiato.Settings.Keys;
using Ashiato.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>What OpenTelemetry SDKs and collectors send to: OTLP over HTTP and over gRPC.</summary>
internal sealed partial class OtlpEndpoints : IDisposable
{
    /// <summary>All requests that are being received may hold so much, as it was sent.</summary>
    private const long MaxReceivingBytes = 256L * 1024 * 1024;

    /// <summary>A UUID that a sender makes for a message, and sends again with it: the store then keeps it once. Ashiato's agent does so.</summary>
    private const string BatchHeader = "Ashiato-Batch-Id";

    private const string InternalError = "internal error";

    /// <summary>A request must have come by then. Unlike Elastic agents, exporters send what they have at once.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly Refusal s_failed = new(StatusCodes.Status500InternalServerError, InternalError, Cause.QueueFull);

    private readonly IntakeOptions _options;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly Gatekeeper _gatekeeper;
    private readonly VisitLog _visits;
    private readonly OtlpImporter _importer;
    private readonly OtlpHttp _http;
    private readonly OtlpGrpc _grpc;
    private readonly BufferBudget _receiving = new(MaxReceivingBytes);
    private readonly ILogger _log;

    public OtlpEndpoints(IEventStore store, Gatekeeper gatekeeper, VisitLog visits, IOptions<IntakeOptions> options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<OtlpEndpoints> log)
    {
        _options = options.Value;
        _time = time;
        _lifetime = lifetime;
        _log = log;
        _gatekeeper = gatekeeper;
        _visits = visits;
        _importer = new OtlpImporter(store, _options, time, log);
        _http = new OtlpHttp(this);
        _grpc = new OtlpGrpc(this);
    }

    /// <summary>How long a message over HTTP may be, before and after unpacking.</summary>
    public int MaxBytes => _options.MaxOtlpBytes;

    public void Dispose() => _importer.Dispose();

    /// <summary>Answers a request that is for OTLP.</summary>
    /// <returns><see langword="null"/> when it is for somebody else.</returns>
    public Task? TryHandle(HttpContext context)
    {
        if (OtlpGrpc.IsFor(context.Request)) return _grpc.HandleAsync(context);
        return context.Request.Path.Value switch
        {
            "/v1/traces" => _http.HandleAsync(context, OtlpSignal.Traces),
            "/v1/metrics" => _http.HandleAsync(context, OtlpSignal.Metrics),
            "/v1/logs" => _http.HandleAsync(context, OtlpSignal.Logs),
            _ => null,
        };
    }

    /// <summary>What a sender calls its message; <see langword="null"/> when it says nothing that is a UUID.</summary>
    public static BatchId? IdIn(HttpRequest request) =>
        request.Headers.TryGetValue(BatchHeader, out var said) && Guid.TryParse(said, out var id) && id != Guid.Empty ? new BatchId(id) : null;

    /// <summary>Looks at who sends.</summary>
    public async Task<Admission> AdmitAsync(HttpContext context)
    {
        var admission = await IdentifyAsync(context);
        if (admission.Caller?.Refuse(ApiKeyPrivileges.EventWrite) is { } lacking) admission = lacking;
        if (admission.Refusal is { } refusal)
        {
            VisitOf(context).Refused(refusal);
            LogRefused(context.Request.Path.Value, context.Connection.RemoteIpAddress, refusal.Text);
        }
        return admission;
    }

    private async Task<Admission> IdentifyAsync(HttpContext context)
    {
        try
        {
            return await _gatekeeper.AdmitAsync(context);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            LogFailed(e);
            return s_failed;
        }
    }

    /// <summary>What a request is to the doctor.</summary>
    public Visit VisitOf(HttpContext context) => _visits.Of(context);

    /// <summary>What looks at the events of a caller before they are kept; <see langword="null"/> when it may send anything.</summary>
    public EventGate? GateFor(Caller caller, HttpContext context) => _gatekeeper.GateFor(caller, context);

    /// <summary>Receives a message, and takes it in.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">How long the message may be as it was sent.</param>
    /// <param name="receive">Reads it into a buffer, and says how it came.</param>
    /// <returns><see langword="null"/> when nobody is there any more to be answered.</returns>
    public async Task<OtlpOutcome?> ImportAsync(HttpContext context, int maxBytes, Func<RequestBuffer, CancellationToken, Task<OtlpMessage>> receive)
    {
        var outcome = await ReceiveAsync(context, maxBytes, receive);
        if (outcome is { } told) VisitOf(context).Ended(told);
        return outcome;
    }

    private async Task<OtlpOutcome?> ReceiveAsync(HttpContext context, int maxBytes, Func<RequestBuffer, CancellationToken, Task<OtlpMessage>> receive)
    {
        using var buffer = new RequestBuffer(maxBytes, _receiving);
        using var deadline = new Deadline(_time, s_patience, context.RequestAborted, _lifetime.ApplicationStopping);
        try
        {
            var message = await receive(buffer, deadline.Token);
            return await _importer.ImportAsync(message, buffer, deadline.Token);
        }
        catch (Exception e) when (e is SenderLeftException || context.RequestAborted.IsCancellationRequested)
        {
            LogClientLeft(context.Connection.RemoteIpAddress);
            return null;
        }
        catch (OperationCanceledException) when (_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return OtlpOutcome.Failed(RpcCode.Unavailable, "server is shutting down");
        }
        catch (OperationCanceledException)
        {
            return OtlpOutcome.Failed(RpcCode.DeadlineExceeded, "request timed out");
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return OtlpOutcome.Failed(RpcCode.InvalidArgument, e.Message);
        }
        catch (MessageTooLargeException e)
        {
            return OtlpOutcome.Failed(RpcCode.ResourceExhausted, e.Message);
        }
        catch (BufferBudgetException e)
        {
            return OtlpOutcome.Failed(RpcCode.Unavailable, e.Message);
        }
        catch (GrpcException e)
        {
            return OtlpOutcome.Failed(e.Code, e.Message) with { Cause = Cause.EventsRejected };
        }
        catch (Exception e)
        {
            LogFailed(e);
            return OtlpOutcome.Failed(RpcCode.Internal, InternalError);
        }
    }

    /// <summary>The sender, for apps on phones: by what a proxy says, or else the peer.</summary>
    public OtlpClient? ClientOf(HttpContext context)
    {
        if (!_options.CapturePersonalData || context.Connection.RemoteIpAddress is not { } peer) return null;
        if (peer.IsIPv4MappedToIPv6) peer = peer.MapToIPv4();
        var headers = context.Request.Headers;
        return ClientAddress.TryFromHeaders(Bytes(headers["Forwarded"]), Bytes(headers["X-Real-IP"]), Bytes(headers["X-Forwarded-For"]), out var client)
            ? new OtlpClient(client.Ip, client.Port, peer)
            : new OtlpClient(peer, context.Connection.RemotePort, null);

        static byte[] Bytes(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? [] : Encoding.UTF8.GetBytes(values[0] ?? "");
    }

    [LoggerMessage(EventId = 111, Level = LogLevel.Debug, Message = "An OTLP request was refused: {Path} from {Address}: {Reason}")]
    private partial void LogRefused(string? path, IPAddress? address, string reason);

    [LoggerMessage(EventId = 112, Level = LogLevel.Debug, Message = "A sender left in the middle of an OTLP request: {Address}")]
    private partial void LogClientLeft(IPAddress? address);

    [LoggerMessage(EventId = 113, Level = LogLevel.Error, Message = "An OTLP request could not be taken in")]
    private partial void LogFailed(Exception cause);
}
