using System.Globalization;
using Ashiato.Doctor;
using Ashiato.Intake.Access;
using Ashiato.Intake.Elastic;
using Ashiato.Intake.OpenTelemetry;
using Ashiato.Model;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Visits;

/// <summary>One request, as far as the doctor wants to know about it.</summary>
internal sealed class Visit(VisitLog log, HttpContext context)
{
    private static readonly long s_clockTolerance = (long)TimeSpan.FromMinutes(1).TotalMicroseconds;

    private string? _client;

    private string Client => _client ??= Sender.Of(context)?.Client.Text() ?? "";

    /// <summary>The request was not let in.</summary>
    public void Refused(Refusal refusal) => Saw(refusal.Cause, refusal.Text);

    /// <summary>Something else came of the request than that events are kept.</summary>
    public void Saw(Cause cause, string? detail, string? service = null, long count = 1) => log.Doctor.Saw(Attempt(cause) with { Detail = detail, Service = service, Count = count });

    /// <summary>The request asked for what is not there.</summary>
    public void Lost() => Saw(Cause.WrongPath, $"{context.Request.Method} {context.Request.Path.Value}");

    /// <summary>A batch is kept.</summary>
    public void Kept(EventBatch batch)
    {
        long now = log.NowMicros;
        long keptSince = log.Retention is { } retention ? now - (long)retention.TotalMicroseconds : 0;
        foreach (var look in BatchLook.At(batch, keptSince))
        {
            log.Services.Saw(look.Service, look.Agent);
            log.Doctor.Count(new ServiceLosses(look.Service, look.Events, 0, look.UnsampledTransactions, look.DroppedSpans, look.Expired));
            log.Doctor.Saw(Attempt(Cause.Delivered) with { Service = look.Service, Count = look.Events });
            if (log.Sampling.Notice(look) is { } remarkable) Saw(Cause.NothingSampled, remarkable, look.Service);
            if (look.Expired > 0) Saw(Cause.EventsTooOld, string.Create(CultureInfo.InvariantCulture, $"{look.Expired} of {look.Events} events"), look.Service);
            else if (Math.Abs(look.NewestMicros - now) > s_clockTolerance) Saw(Cause.ClockOff, Seconds(look.NewestMicros - now), look.Service);
        }
    }

    /// <summary>A stream of events has ended.</summary>
    public void Ended(StreamResult result, string service)
    {
        if (result.Cause is not { } cause) return;
        Saw(cause, result.FirstError, service.Length == 0 ? null : service);
        if (result.Rejected > 0) log.Doctor.Count(new ServiceLosses(service, 0, result.Rejected, 0, 0, 0));
    }

    /// <summary>An export of OTLP has ended.</summary>
    public void Ended(OtlpOutcome outcome)
    {
        if (outcome.Refusal is { } refusal) Refused(refusal);
        else if (outcome.Code != RpcCode.Ok) Saw(outcome.Cause ?? CauseOf(outcome.Code), outcome.Message);
        else if (outcome.Rejected > 0) Saw(Cause.EventsRejected, outcome.Message, count: outcome.Rejected);
        if (outcome.Rejected > 0) log.Doctor.Count(new ServiceLosses("", 0, outcome.Rejected, 0, 0, 0));
    }

    private static Cause CauseOf(RpcCode code) => code switch
    {
        RpcCode.ResourceExhausted => Cause.TooLarge,
        RpcCode.Unavailable or RpcCode.Internal => Cause.QueueFull,
        _ => Cause.EventsRejected,
    };

    private Attempt Attempt(Cause cause) => new(cause, Client, context.Connection.LocalPort)
    {
        Protocol = context.Request.Protocol,
        UserAgent = context.Request.Headers.UserAgent.ToString(),
        Dialled = cause == Cause.Delivered ? null : context.Request.Host.Host,
    };

    private static string Seconds(long micros) => string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000:+0;-0} s");
}
