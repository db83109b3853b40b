namespace Ashiato.Doctor;

/// <summary>What a server shows to clients that speak TLS.</summary>
/// <param name="Names">What its certificate names.</param>
/// <param name="NotAfter">When that ends.</param>
/// <param name="AuthorityFingerprint">SHA-256 of the authority by which clients recognise it; <see langword="null"/> when that is not known here.</param>
/// <param name="IsOwn">True when Ashiato makes the certificates itself.</param>
public sealed record CertificateState(IReadOnlyList<string> Names, DateTimeOffset NotAfter, string? AuthorityFingerprint, bool IsOwn);
