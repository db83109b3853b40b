namespace Ashiato.Intake.OpenTelemetry;

/// <summary>What an export request holds.</summary>
internal enum OtlpSignal : byte
{
    /// <summary>Spans.</summary>
    Traces,

    /// <summary>Data points.</summary>
    Metrics,

    /// <summary>Log records.</summary>
    Logs,
}
