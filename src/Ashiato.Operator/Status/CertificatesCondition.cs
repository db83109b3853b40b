using Ashiato.Operator.Certificates;

namespace Ashiato.Operator.Status;

/// <summary>Whether an object has the certificate that it needs.</summary>
internal static class CertificatesCondition
{
    private const string Type = "CertificatesReady";

    /// <summary>Says it; where it was not looked at, what was said last stands.</summary>
    public static void Set(CertificateState? state, ConditionList conditions)
    {
        if (state is null) conditions.Keep(Type);
        else conditions.Set(Type, state.IsReady, state.Reason, state.Message);
    }
}
