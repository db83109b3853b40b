using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace Ashiato.Agent.Delivery;

/// <summary>Why events were not taken, and what mends it.</summary>
/// <param name="Key">What tells causes apart: each is said once.</param>
/// <param name="Cause">What happened, as a sentence.</param>
/// <param name="Mending">What to do, as a sentence.</param>
/// <param name="IsAboutTheData">True when sending the same again cannot succeed.</param>
internal sealed record Trouble(string Key, string Cause, string Mending, bool IsAboutTheData = false)
{
    private const int LongestReason = 200;

    /// <summary>What an exception while sending means.</summary>
    public static Trouble Of(Exception e, Uri server) => e switch
    {
        TaskCanceledException or OperationCanceledException or TimeoutException =>
            new("timeout", "the server does not answer in time.", "Look whether it is overloaded, or whether a firewall swallows what is sent there."),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            new("name", $"nobody knows the name {server.Host}.", "Check ELASTIC_APM_SERVER_URL, and this machine's DNS."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
            new("connect", $"{server.Authority} cannot be reached ({Innermost(e)}).", "Start the server there, or set ELASTIC_APM_SERVER_URL to where it listens."),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => OfTls(e, server),
        HttpRequestException when Find<AuthenticationException>(e) is not null => OfTls(e, server),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } =>
            new("protocol", $"what answers at {server.Authority} does not speak HTTP as expected.", server.Scheme == "http" ? "If the server uses TLS, write https:// in ELASTIC_APM_SERVER_URL." : "Check host and port of ELASTIC_APM_SERVER_URL."),
        _ => new("connection", $"the connection ended before there was an answer ({Innermost(e)}).", "Look at the server's log; it is tried again."),
    };

    /// <summary>What an answer means; <see langword="null"/> when events were taken.</summary>
    public static Trouble? Of(HttpStatusCode status, ReadOnlySpan<byte> body, bool hasCredentials, Uri server)
    {
        if ((int)status is >= 200 and < 300) return null;
        string reason = Reason(body);
        return status switch
        {
            HttpStatusCode.Unauthorized when !hasCredentials => new("credentials", "the server asks for a secret token or an API key.", "Set ELASTIC_APM_SECRET_TOKEN or ELASTIC_APM_API_KEY."),
            HttpStatusCode.Unauthorized => new("credentials", $"the server does not take this secret token or API key{reason}.", "Set ELASTIC_APM_SECRET_TOKEN or ELASTIC_APM_API_KEY to what the server was given; lines may have been broken, or quotes left in."),
            HttpStatusCode.Forbidden => new("permission", $"the server knows the sender and does not permit it{reason}.", "Give the API key the privilege event:write."),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => new("path", $"nothing takes events at {server}.", "ELASTIC_APM_SERVER_URL needs host and port of the server, by default port 8200, and no path.", IsAboutTheData: true),
            HttpStatusCode.RequestEntityTooLarge => new("size", $"the server takes no request of this size{reason}.", "Send less at a time: lower ELASTIC_APM_FLUSH_INTERVAL.", IsAboutTheData: true),
            HttpStatusCode.BadRequest when IsAboutTls(body) => new("scheme", "the server speaks TLS at this port.", "Write https:// instead of http:// in ELASTIC_APM_SERVER_URL."),
            HttpStatusCode.BadRequest => new("rejected", $"the server refuses the events for what they are{reason}.", "This is an error of the agent or of what stands between; look at the server's log.", IsAboutTheData: true),
            HttpStatusCode.TooManyRequests => new("rate", $"the server limits how much may be sent{reason}.", "Send less, or raise the server's limit; it is tried again."),
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout =>
                new("busy", $"the server cannot keep events at the moment (status {(int)status}{reason}).", "Look at its log and disk; it is tried again."),
            _ => new("status", $"{server.Authority} answers with status {(int)status}.", "Something else may listen there, or a proxy stand between; check ELASTIC_APM_SERVER_URL."),
        };
    }

    private static Trouble OfTls(Exception e, Uri server)
    {
        string text = Find<AuthenticationException>(e)?.Message ?? Innermost(e);
        if (text.Contains(nameof(SslPolicyErrors.RemoteCertificateNameMismatch), StringComparison.Ordinal))
            return new("certificate-name", $"the certificate of {server.Authority} does not name {server.Host}.", "Address the server by a name that its certificate has, or have it issued for this one (ashiato --san).");
        if (text.Contains("NotTimeValid", StringComparison.Ordinal))
            return new("certificate-time", $"the certificate of {server.Authority} has expired or does not hold yet.", "Renew it, and compare the clocks of both machines.");
        if (text.Contains("certificate", StringComparison.OrdinalIgnoreCase))
            return new("certificate", $"this machine does not trust the certificate of {server.Authority}.", $"Fetch {server.GetLeftPart(UriPartial.Authority)}/ca.crt and set ELASTIC_APM_SERVER_CA_CERT_FILE to it; for a trial ELASTIC_APM_VERIFY_SERVER_CERT=false.");
        return new("tls", $"the handshake with {server.Authority} failed ({Innermost(e)}).", "If the server speaks plain HTTP, write http:// in ELASTIC_APM_SERVER_URL.");
    }

    private static bool IsAboutTls(ReadOnlySpan<byte> body) =>
        body.IndexOf("speaks TLS"u8) >= 0 || body.IndexOf("HTTP request to an HTTPS server"u8) >= 0 || body.IndexOf("HTTP request was sent to HTTPS port"u8) >= 0;

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
            if (e is T found) return found;
        return null;
    }

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e.Message.TrimEnd('.');
    }

    /// <summary>What a body says, as far as it is a short text: answers may be protobuf or pages.</summary>
    private static string Reason(ReadOnlySpan<byte> body)
    {
        string text = string.Concat(Encoding.UTF8.GetString(body).Where(one => one is >= ' ' and not '\uFFFD')).Trim().TrimEnd('.');
        return text.Length is 0 or > LongestReason || text.StartsWith('<') ? "" : ": " + text;
    }
}
