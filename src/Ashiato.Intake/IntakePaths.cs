namespace Ashiato.Intake;

/// <summary>The paths that agents and SDKs send to.</summary>
public static class IntakePaths
{
    /// <summary>Whether a path belongs to intake, wherever it is asked for.</summary>
    public static bool IsIntake(string? path) => path is not null && (path is
        "/intake/v2/events" or "/intake/v2/rum/events" or "/intake/v3/rum/events" or "/config/v1/agents" or "/config/v1/rum/agents"
        or "/v1/traces" or "/v1/metrics" or "/v1/logs"
        || path.StartsWith("/opentelemetry.proto.collector.", StringComparison.Ordinal));
}
