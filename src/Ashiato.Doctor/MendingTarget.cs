namespace Ashiato.Doctor;

/// <summary>What lines that mend something must name.</summary>
/// <param name="ServerUrl">The server as clients reach it.</param>
/// <param name="Certificate">What it shows to them; <see langword="null"/> without TLS, or when that is not known.</param>
public sealed record MendingTarget(Uri ServerUrl, CertificateState? Certificate)
{
    /// <summary>The address without a slash at its end, as agents take it.</summary>
    public string Url => ServerUrl.ToString().TrimEnd('/');
}
