namespace Ashiato.Settings;

/// <summary>How TLS is spoken.</summary>
/// <param name="CertificatePath">The certificate to serve; <see langword="null"/> to make some.</param>
/// <param name="KeyPath">Its key, when there is one.</param>
/// <param name="AlternativeNames">What certificates that are made name besides this machine.</param>
internal sealed record TlsOptions(string? CertificatePath, string? KeyPath, IReadOnlyList<string> AlternativeNames);
