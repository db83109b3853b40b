using System.Collections.Concurrent;
using System.Net;
using Ashiato.Intake.Access;
using Ashiato.Intake.Rum;
using Ashiato.Intake.SourceMaps;
using Ashiato.Intake.Visits;
using Ashiato.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ashiato.Intake.Elastic;

/// <summary>Takes in streams of events: <c>/intake/v2/events</c>, and the same for browsers.</summary>
internal sealed partial class EventEndpoint(
    IEventStore store, Gatekeeper gatekeeper, VisitLog visits, FrameRules rules, BatchMapper mapper, IntakeOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger log) : IDisposable
{
    private readonly ILogger _log = log;
    private readonly DecoderPool _decoders = new(options, rules);

    public void Dispose() => _decoders.Dispose();

    /// <summary>Reads a stream and answers it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who sends.</param>
    /// <param name="isFromBrowser">True when the sender is the reader of a page, not an application on a server.</param>
    public async Task HandleAsync(HttpContext context, Caller caller, bool isFromBrowser)
    {
        var result = new StreamResult();
        var visit = visits.Of(context);
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
            using var deadline = new Deadline(time, options.MaxRequestTime, context.RequestAborted, lifetime.ApplicationStopping);
            if (await ReadAsync(context, caller, visit, isFromBrowser, deadline.Token) is not { } read) return;
            result = read;
        }
        visit.Ended(result, result.Service);
        await AnswerAsync(context, result);
    }

    /// <summary>Reads the body.</summary>
    /// <returns><see langword="null"/> when nobody is there any more to be answered.</returns>
    private async Task<StreamResult?> ReadAsync(HttpContext context, Caller caller, Visit visit, bool isFromBrowser, CancellationToken cancel)
    {
        EventStreamReader? reader = null;
        try
        {
            await using var body = await BodyStream.OpenAsync(context.Request, cancel);
            var sender = Sender.Of(context);
            var gate = gatekeeper.GateFor(caller, context);
            reader = new EventStreamReader(store, _decoders, gate, isFromBrowser ? mapper : null, visit, options, time);
            var result = await reader.ReadAsync(body, options.CapturePersonalData ? sender : null, isFromBrowser, cancel);
            if (reader.StoreFailure is { } failure) LogFailed(failure);
            return result;
        }
        catch (Exception e) when (e is SenderLeftException || context.RequestAborted.IsCancellationRequested)
        {
            LogClientLeft(context.Connection.RemoteIpAddress, reader?.Result.Accepted ?? 0);
            return null;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Ended(StatusCodes.Status503ServiceUnavailable, "server is shutting down");
        }
        catch (OperationCanceledException)
        {
            return Ended(StatusCodes.Status503ServiceUnavailable, "request timed out");
        }
        catch (InvalidDataException e)
        {
            return Ended(StatusCodes.Status400BadRequest, "data decoding error: " + e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return Ended(StatusCodes.Status400BadRequest, "data read error: " + e.Message);
        }
        catch (Exception e)
        {
            LogFailed(e);
            return Ended(StatusCodes.Status500InternalServerError, "internal error");
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
        // HTTP/2 knows no such header, and ends a stream instead.
        if (result.HasErrors && !HttpProtocol.IsHttp2(context.Request.Protocol)) context.Response.Headers.Connection = "Close";
        if (result.HasErrors || context.Request.Query.ContainsKey("verbose"))
        {
            await Answer.WriteAsync(context, result.Status, result.Write);
            return;
        }
        context.Response.StatusCode = result.Status;
        context.Response.ContentLength = 0;
    }

    [LoggerMessage(EventId = 101, Level = LogLevel.Debug, Message = "A sender left in the middle of a request: {Address}, {Accepted} events were stored")]
    private partial void LogClientLeft(IPAddress? address, long accepted);

    [LoggerMessage(EventId = 102, Level = LogLevel.Error, Message = "A request could not be taken in")]
    private partial void LogFailed(Exception cause);
}
