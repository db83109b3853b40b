using System.Globalization;
using Ashiato.Doctor;
using Ashiato.Intake.Access;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>The status codes of gRPC by number. OTLP over HTTP uses the same in its errors.</summary>
/// <remarks>Source: gRPC, "Status codes and their use in gRPC". The names are those that Go prints.</remarks>
internal enum RpcCode
{
    Ok = 0,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    Unauthenticated = 16,
}

/// <summary>Names of status codes, as transactions show them for their result.</summary>
internal static class RpcCodes
{
    private static readonly string[] s_names =
    [
        "OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists", "PermissionDenied", "ResourceExhausted",
        "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss", "Unauthenticated",
    ];

    /// <summary>The code of a refusal.</summary>
    public static RpcCode Of(Refusal refusal) => refusal.Status switch
    {
        StatusCodes.Status401Unauthorized => RpcCode.Unauthenticated,
        StatusCodes.Status403Forbidden => RpcCode.PermissionDenied,
        StatusCodes.Status429TooManyRequests => RpcCode.ResourceExhausted,
        StatusCodes.Status500InternalServerError => RpcCode.Internal,
        _ => RpcCode.Unavailable,
    };

    /// <summary>The reason of a refusal in the words of calls.</summary>
    public static string TextOf(Refusal refusal) => refusal.Cause == Cause.RateLimited ? AnonymousLimits.RateExceeded : refusal.Text;

    /// <summary>The name of any code, known or not.</summary>
    public static string NameOf(long code) =>
        code >= 0 && code < s_names.Length ? s_names[code] : string.Create(CultureInfo.InvariantCulture, $"Code({code})");
}
