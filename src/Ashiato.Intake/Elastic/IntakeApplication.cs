using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Ashiato.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ashiato.Intake.Elastic;

/// <summary>The endpoints that Elastic APM agents know.</summary>
internal sealed partial class IntakeApplication : IDisposable
{
    private readonly IEventStore _store;
    private readonly IntakeOptions _options;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _log;
    private readonly Authorization _authorization;
    private readonly ServerInformation _information;
    private readonly SemaphoreSlim _decoding;
    private readonly ConcurrentBag<EventDecoder> _idle = [];

    public IntakeApplication(IEventStore store, IOptions<IntakeOptions> options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<IntakeApplication> log)
    {
        _store = store;
        _options = options.Value;
        _time = time;
        _lifetime = lifetime;
        _log = log;
        _authorization = new Authorization(_options.SecretToken);
        _information = new ServerInformation(_options.ServerVersion, store);
        _decoding = new SemaphoreSlim(_options.ConcurrentDecoders);
    }

    public void Dispose() => _decoding.Dispose();

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        string? refusal = _authorization.Refuse(context.Request);
        switch (context.Request.Path.Value)
        {
            case "/":
                await _information.HandleAsync(context, isAuthenticated: refusal is null);
                break;
            case "/intake/v2/events" or "/config/v1/agents" when refusal is not null:
                LogRefused(context.Request.Path.Value, context.Connection.RemoteIpAddress, refusal);
                await Answer.ErrorAsync(context, StatusCodes.Status401Unauthorized, refusal);
                break;
            case "/intake/v2/events":
                await HandleEventsAsync(context);
                break;
            case "/config/v1/agents":
                await AgentConfiguration.HandleAsync(context);
                break;
            default:
                await Answer.ErrorAsync(context, StatusCodes.Status404NotFound, "404 page not found");
                break;
        }
    }

    private async Task HandleEventsAsync(HttpContext context)
    {
        var result = new StreamResult();
        string contentType = context.Request.Headers.ContentType.ToString();
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            result.Fail(StatusCodes.Status400BadRequest, "only POST requests are supported");
        }
        else if (contentType.Length > 0 && !contentType.Contains("application/x-ndjson", StringComparison.OrdinalIgnoreCase))
        {
            result.Fail(StatusCodes.Status400BadRequest, $"invalid content type: '{contentType}'");
        }
        else
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _lifetime.ApplicationStopping);
            if (await ReadAsync(context, ending.Token) is not { } read) return;
            result = read;
        }
        await AnswerAsync(context, result);
    }

    /// <summary>Reads the body.</summary>
    /// <returns><see langword="null"/> when nobody is there any more to be answered.</returns>
    private async Task<StreamResult?> ReadAsync(HttpContext context, CancellationToken cancel)
    {
        bool hasTurn = false;
        EventStreamReader? reader = null;
        EventDecoder? decoder = null;
        try
        {
            await _decoding.WaitAsync(cancel);
            hasTurn = true;
            decoder = _idle.TryTake(out var idle) ? idle : new EventDecoder(_options);
            await using var body = await BodyStream.OpenAsync(context.Request, cancel);
            reader = new EventStreamReader(_store, decoder, _options, _time);
            var result = await reader.ReadAsync(body, HostIp(context), cancel);
            if (reader.StoreFailure is { } failure) LogFailed(failure);
            return result;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            LogClientLeft(context.Connection.RemoteIpAddress, reader?.Result.Accepted ?? 0);
            return null;
        }
        catch (OperationCanceledException) when (_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Ended(StatusCodes.Status503ServiceUnavailable, "server is shutting down");
        }
        catch (InvalidDataException e)
        {
            return Ended(StatusCodes.Status400BadRequest, "data decoding error: " + e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return Ended(StatusCodes.Status400BadRequest, "data read error: " + e.Message);
        }
        catch (IOException)
        {
            LogClientLeft(context.Connection.RemoteIpAddress, reader?.Result.Accepted ?? 0);
            return null;
        }
        catch (Exception e)
        {
            LogFailed(e);
            return Ended(StatusCodes.Status500InternalServerError, "internal error");
        }
        finally
        {
            if (decoder is not null && _idle.Count < Environment.ProcessorCount * 2) _idle.Add(decoder);
            if (hasTurn) _decoding.Release();
        }

        StreamResult Ended(int status, string message)
        {
            var result = reader?.Result ?? new StreamResult();
            result.Fail(status, message);
            return result;
        }
    }

    private static async Task AnswerAsync(HttpContext context, StreamResult result)
    {
        if (result.HasErrors) context.Response.Headers.Connection = "Close";
        if (result.HasErrors || context.Request.Query.ContainsKey("verbose"))
        {
            await Answer.WriteAsync(context, result.Status, result.Write);
            return;
        }
        context.Response.StatusCode = result.Status;
        context.Response.ContentLength = 0;
    }

    /// <summary>The address of the sender, or of whom a proxy asks for.</summary>
    private string? HostIp(HttpContext context)
    {
        if (!_options.CapturePersonalData) return null;
        var headers = context.Request.Headers;
        if (ClientAddress.TryFromHeaders(Bytes(headers["Forwarded"]), Bytes(headers["X-Real-IP"]), Bytes(headers["X-Forwarded-For"]), out var client)) return client.Text();
        var peer = context.Connection.RemoteIpAddress;
        return peer is { IsIPv4MappedToIPv6: true } ? peer.MapToIPv4().ToString() : peer?.ToString();

        static byte[] Bytes(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? [] : Encoding.UTF8.GetBytes(values[0] ?? "");
    }

    [LoggerMessage(EventId = 100, Level = LogLevel.Warning, Message = "A request was refused: {Path} from {Address}: {Reason}")]
    private partial void LogRefused(string path, IPAddress? address, string reason);

    [LoggerMessage(EventId = 101, Level = LogLevel.Debug, Message = "A sender left in the middle of a request: {Address}, {Accepted} events were stored")]
    private partial void LogClientLeft(IPAddress? address, long accepted);

    [LoggerMessage(EventId = 102, Level = LogLevel.Error, Message = "A request could not be taken in")]
    private partial void LogFailed(Exception cause);
}
