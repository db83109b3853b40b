namespace Ashiato.Operator.Certificates;

/// <summary>How it stands with an object's certificates.</summary>
/// <param name="IsReady">True when the certificate names every address and is good for a while.</param>
/// <param name="Reason">The condition's reason.</param>
/// <param name="Message">The condition's message.</param>
/// <param name="Bundle">What clients shall trust, in PEM; <see langword="null"/> without TLS, or when nothing but the certificate is known.</param>
/// <param name="NextChange">When something is to be done next.</param>
internal sealed record CertificateState(bool IsReady, string Reason, string Message, string? Bundle, DateTimeOffset? NextChange)
{
    /// <summary>Whose certificates clients must show; <see langword="null"/> when they need none.</summary>
    public ClientTrust? Clients { get; init; }

    public static readonly CertificateState Disabled = new(true, "TlsDisabled", "TLS is turned off", null, null);
}
