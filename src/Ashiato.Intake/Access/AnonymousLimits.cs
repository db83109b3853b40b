using Ashiato.Doctor;
using Ashiato.Model;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Access;

/// <summary>What those who show nothing may send: for which services, by which agents, and how much.</summary>
/// <remarks>Source: the intake specification, sections 4 and 4.1.</remarks>
internal sealed class AnonymousLimits(AnonymousOptions options, TimeProvider time)
{
    /// <summary>What a caller is told that sends too much, without the words that HTTP has before it.</summary>
    public const string RateExceeded = "rate limit exceeded";

    /// <summary>How long a batch waits for its turn.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly EventRates _rates = new(options.EventRate, options.Addresses, time);
    private readonly HashSet<string> _services = [.. options.Services];
    private readonly HashSet<string> _agents = [.. options.Agents];

    /// <summary>Counts a request of an address.</summary>
    /// <returns><see langword="null"/> when it may be answered.</returns>
    public Refusal? RefuseRequest(string address) =>
        _rates.Take(address, 1, TimeSpan.Zero) is null ? new Refusal(StatusCodes.Status429TooManyRequests, $"too many requests: {RateExceeded}", Cause.RateLimited) : null;

    /// <summary>Counts events of an address, and waits when they come too fast but not much too fast.</summary>
    /// <returns><see langword="null"/> when they may be kept.</returns>
    public async ValueTask<Refusal?> RefuseEventsAsync(string address, long count, CancellationToken cancel)
    {
        if (_rates.Take(address, count, s_patience) is not { } wait) return new Refusal(StatusCodes.Status429TooManyRequests, RateExceeded, Cause.RateLimited);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancel);
        return null;
    }

    /// <summary>Whether a service may be reported for, or asked about.</summary>
    /// <returns><see langword="null"/> when it may.</returns>
    public Refusal? RefuseService(string? service) => Refuse(_services, "service", service);

    /// <summary>Whether all events of a batch are of services and agents that are allowed.</summary>
    /// <returns><see langword="null"/> when they are.</returns>
    public Refusal? Refuse(EventBatch batch)
    {
        foreach (var row in batch.Rows)
            if ((RefuseService(row.Text(Fields.ServiceName)) ?? Refuse(_agents, "agent", row.Text(Fields.AgentName))) is { } refusal) return refusal;
        return null;
    }

    private static Refusal? Refuse(HashSet<string> allowed, string what, string? name) =>
        allowed.Count == 0 || allowed.Contains(name ?? "") ? null
            : new Refusal(StatusCodes.Status403Forbidden, $"unauthorized: anonymous access not permitted for {what} \"{name}\"", Cause.MissingCredentials);
}
