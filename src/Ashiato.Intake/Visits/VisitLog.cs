using Ashiato.Doctor;
using Ashiato.Intake.Agents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Ashiato.Intake.Visits;

/// <summary>Tells the doctor about requests, and keeps which services send.</summary>
internal sealed class VisitLog(ConnectionDoctor doctor, ReportingServices services, IOptions<IntakeOptions> options, TimeProvider time)
{
    /// <summary>The doctor.</summary>
    public ConnectionDoctor Doctor => doctor;

    /// <summary>The services that send events.</summary>
    public ReportingServices Services => services;

    /// <summary>What notices services that sample nothing.</summary>
    public SamplingWatch Sampling { get; } = new();

    /// <summary>How long events are kept; <see langword="null"/> for ever, or when that is not known here.</summary>
    public TimeSpan? Retention => options.Value.Retention;

    /// <summary>The time, in microseconds since the Unix epoch.</summary>
    public long NowMicros => (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>What a request is to the doctor.</summary>
    public Visit Of(HttpContext context) => new(this, context);
}
