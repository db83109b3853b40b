using Ashiato.Certificates.Connections;
using Ashiato.Doctor;

namespace Ashiato.Roles;

/// <summary>Tells the doctor about connections that came to nothing before a request.</summary>
internal sealed class DoctorWitness(ConnectionDoctor doctor) : IConnectionWitness
{
    /// <inheritdoc/>
    public void Saw(ConnectionFinding finding) => doctor.Saw(new Attempt(CauseOf(finding.Trouble), finding.Client?.ToString() ?? "", finding.LocalPort)
    {
        Protocol = finding.Protocol,
        UserAgent = finding.UserAgent,
        Dialled = finding.Dialled,
        Detail = finding.Detail,
        IsSaid = finding.IsSaid,
    });

    private static Cause CauseOf(ConnectionTrouble trouble) => trouble switch
    {
        ConnectionTrouble.UnknownAuthority => Cause.UnknownAuthority,
        ConnectionTrouble.NameNotInCertificate => Cause.NameNotInCertificate,
        ConnectionTrouble.TlsVersion => Cause.TlsVersion,
        ConnectionTrouble.TlsCipher => Cause.TlsCipher,
        ConnectionTrouble.TlsHandshake => Cause.TlsHandshake,
        ConnectionTrouble.PlainHttpOnTlsPort => Cause.PlainHttpOnTlsPort,
        ConnectionTrouble.TlsOnPlainPort => Cause.TlsOnPlainPort,
        ConnectionTrouble.Http2Preface => Cause.Http2Preface,
        ConnectionTrouble.Http2NotSpoken => Cause.WrongPort,
        ConnectionTrouble.Silent => Cause.Silent,
        _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble, "There is no such trouble."),
    };
}
