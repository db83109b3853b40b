using Ashiato.Intake.Elastic;
using Ashiato.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Ashiato.Intake.Access;

/// <summary>Who may come in, and how much those may send who show nothing: one for all protocols.</summary>
internal sealed class Gatekeeper(IOptions<IntakeOptions> options, ISettingsStore settings, TimeProvider time)
{
    private readonly Authorization _authorization = new(options.Value, settings, time);

    /// <summary>What anonymous callers may.</summary>
    public AnonymousLimits Limits { get; } = new(options.Value.Anonymous, time);

    /// <summary>Looks at what a request shows.</summary>
    public ValueTask<Admission> IdentifyAsync(HttpContext context) =>
        _authorization.AdmitAsync(context.Request.Headers.Authorization.ToString(), context.RequestAborted);

    /// <summary>Looks at what a request shows, and counts it when that is nothing.</summary>
    public async ValueTask<Admission> AdmitAsync(HttpContext context)
    {
        var admission = await IdentifyAsync(context);
        if (admission.Caller is { IsAnonymous: true } && Limits.RefuseRequest(AddressOf(context)) is { } refusal) return refusal;
        return admission;
    }

    /// <summary>What looks at the events of a caller.</summary>
    /// <returns><see langword="null"/> when it may send anything.</returns>
    public EventGate? GateFor(Caller caller, HttpContext context) => EventGate.For(caller, Limits, AddressOf(context));

    private static string AddressOf(HttpContext context) => Sender.Of(context)?.Client.Text() ?? "";
}
