using Ashiato.Doctor;

namespace Ashiato.Check;

/// <summary>What <c>ashiato check</c> ends with, so that scripts can tell causes apart. The numbers are in <c>docs/doctor.md</c>.</summary>
internal enum CheckExit
{
    Ok = 0,
    NameUnknown = 10,
    Unreachable = 11,
    UnknownAuthority = 12,
    NameNotInCertificate = 13,
    CertificateDates = 14,
    Encryption = 15,
    Handshake = 16,
    Credentials = 20,
    NotPermitted = 21,
    WrongPlace = 22,
    Rejected = 23,
    Busy = 24,
    Clock = 25,
    NotFoundAgain = 26,
}

/// <summary>The exit code of a cause.</summary>
internal static class CheckExits
{
    public static CheckExit Of(Cause cause) => cause switch
    {
        Cause.Delivered => CheckExit.Ok,
        Cause.UnknownAuthority => CheckExit.UnknownAuthority,
        Cause.NameNotInCertificate => CheckExit.NameNotInCertificate,
        Cause.PlainHttpOnTlsPort or Cause.TlsOnPlainPort => CheckExit.Encryption,
        Cause.TlsVersion or Cause.TlsCipher or Cause.TlsHandshake => CheckExit.Handshake,
        Cause.MissingCredentials or Cause.MalformedCredentials or Cause.WrongSecretToken or Cause.WrongApiKey => CheckExit.Credentials,
        Cause.NotPermitted => CheckExit.NotPermitted,
        Cause.WrongPath or Cause.WrongPort or Cause.WrongProtocol => CheckExit.WrongPlace,
        Cause.RateLimited or Cause.QueueFull => CheckExit.Busy,
        Cause.ClockOff => CheckExit.Clock,
        _ => CheckExit.Rejected,
    };
}
