using Ashiato.Certificates;
using Ashiato.Doctor;
using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>Writes what the doctor of this process finds to where consoles read it.</summary>
internal static class DoctorReporting
{
    /// <summary>Writes until cancelled.</summary>
    public static Task RunAsync(ConnectionDoctor doctor, ISettingsStore settings, IServerCertificates? certificates, ILoggerFactory logs, CancellationToken cancel)
    {
        var publisher = new DoctorPublisher(doctor, new DoctorReports(settings, TimeProvider.System), () => StateOf(certificates), TimeProvider.System, logs.CreateLogger<DoctorPublisher>());
        return publisher.RunAsync(cancel);
    }

    private static CertificateState? StateOf(IServerCertificates? certificates) => certificates is null ? null : new CertificateState(
        [.. certificates.Current.Names.All], certificates.Current.Certificate.NotAfter, certificates.AuthorityFingerprint, certificates is OwnCertificates);
}
