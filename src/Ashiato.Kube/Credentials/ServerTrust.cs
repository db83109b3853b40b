namespace Ashiato.Kube.Credentials;

/// <summary>What the two ends of a connection show each other, in PEM.</summary>
/// <param name="CertificateAuthorities">Who may sign the server's certificate; <see langword="null"/> for those that the system trusts.</param>
/// <param name="ClientCertificate">The client's certificate, or <see langword="null"/>.</param>
/// <param name="ClientKey">Its key.</param>
public sealed record ServerTrust(string? CertificateAuthorities, string? ClientCertificate = null, string? ClientKey = null);
