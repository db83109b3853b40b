using Ashiato.Doctor;
using Ashiato.Intake.Access;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>What became of an export request.</summary>
/// <param name="Code">Ok when everything that can be kept is stored for good.</param>
/// <param name="Message">What went wrong, or was left out, for the sender.</param>
/// <param name="Rejected">Records that could not be kept, when the code is Ok.</param>
/// <param name="Refusal">Why the sender may not, where that is the reason; its status is the one over HTTP.</param>
internal readonly record struct OtlpOutcome(RpcCode Code, string Message, long Rejected, Refusal? Refusal = null)
{
    /// <summary>Why the request failed, where its code does not tell.</summary>
    public Cause? Cause { get; init; }

    /// <summary>The sender may not send what it did, or so much.</summary>
    public static OtlpOutcome Refused(Refusal refusal) => new(RpcCodes.Of(refusal), refusal.Text, 0, refusal);

    /// <summary>The request failed as a whole.</summary>
    public static OtlpOutcome Failed(RpcCode code, string message) => new(code, message, 0);
}
