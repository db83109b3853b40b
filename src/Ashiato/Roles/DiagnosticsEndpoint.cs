using Ashiato.Doctor;

namespace Ashiato.Roles;

/// <summary>What a server has seen of agents that do not get through, for an orchestrator that looks after it.</summary>
internal static class DiagnosticsEndpoint
{
    /// <summary>Where it is asked for, with the store's token. For everybody else there is nothing.</summary>
    public const string Path = "/-/diagnostics";

    private const string Scheme = "Bearer ";
    private static readonly TimeSpan s_recent = TimeSpan.FromMinutes(5);

    /// <summary>Answers it.</summary>
    /// <param name="app">The server.</param>
    /// <param name="access">Who knows the store's token is a part of the same system; without one nobody is answered.</param>
    /// <param name="doctor">What it has seen.</param>
    /// <param name="tokens">The tokens of agents, where they can change.</param>
    public static void UseDiagnostics(this IApplicationBuilder app, Access access, ConnectionDoctor doctor, AgentTokens? tokens) => app.Use(next => context =>
    {
        if (access.StoreToken is not { } storeToken || context.Request.Path != Path || !HttpMethods.IsGet(context.Request.Method)) return next(context);
        string header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal) || !storeToken.Matches(header[Scheme.Length..])) return next(context);
        var findings = doctor.Memory.Read(DateTimeOffset.UtcNow - s_recent).Where(finding => finding.Cause != Cause.Delivered);
        return context.Response.WriteAsJsonAsync(new
        {
            findings = findings.Select(finding => new { cause = finding.Cause.ToString(), client = finding.Client, dialled = finding.Dialled, count = finding.Count, lastSeen = finding.LastSeen, isLone = finding.IsLone(s_recent) }),
            previousTokenUses = tokens?.PreviousUses ?? 0,
        }, context.RequestAborted);
    });
}
