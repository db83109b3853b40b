using System.Net;

namespace Ashiato.Doctor;

/// <summary>The lines that mend what was found.</summary>
internal static class MendingLines
{
    /// <summary>Those of Ashiato first, then those of the client's kind, then of the others.</summary>
    public static IReadOnlyList<Mending> For(Finding finding, MendingTarget target)
    {
        var mendings = new List<Mending>();
        if (AtAshiato(finding, target) is { } own) mendings.Add(new Mending(null, own));
        // A client that said who it is comes first; of one that did not, any may be right.
        foreach (var kind in ClientSettings.Kinds.OrderByDescending(kind => kind == finding.Kind))
            if (AtClient(finding, kind, target) is { Length: > 0 } lines) mendings.Add(new Mending(kind, lines));
        return mendings;
    }

    private static string? AtAshiato(Finding finding, MendingTarget target) => finding.Cause switch
    {
        Cause.NameNotInCertificate when target.Certificate is { IsOwn: false } => $"# {NameOf(finding.Dialled)} is to be among the certificate's subject alternative names",
        Cause.NameNotInCertificate => $"ashiato --tls on --san {finding.Dialled}",
        Cause.TlsOnPlainPort => "ashiato --tls on",
        Cause.WrongApiKey or Cause.NotPermitted => "ashiato apikey create --name my-agent",
        Cause.EventsTooOld => "ashiato --retention-days 30",
        Cause.QueueFull => $"curl {target.Url}/readyz",
        _ => null,
    };

    private static string? AtClient(Finding finding, ClientKind kind, MendingTarget target) => finding.Cause switch
    {
        Cause.UnknownAuthority => Joined(Download(target), ClientSettings.Authority(kind, target.Url)),
        Cause.NameNotInCertificate => ClientSettings.ServerUrl(kind, UrlByName(target)),
        Cause.TlsVersion or Cause.TlsCipher => Versions(kind, target),
        Cause.TlsHandshake or Cause.Silent => $"ashiato check {target.Url}",
        Cause.PlainHttpOnTlsPort => ClientSettings.ServerUrl(kind, WithScheme(target, finding, Uri.UriSchemeHttps)),
        Cause.TlsOnPlainPort => ClientSettings.ServerUrl(kind, WithScheme(target, finding, Uri.UriSchemeHttp)),
        Cause.Http2Preface or Cause.WrongProtocol => Protocol(kind, target),
        Cause.MissingCredentials or Cause.MalformedCredentials or Cause.WrongSecretToken => ClientSettings.SecretToken(kind, target.Url),
        Cause.WrongApiKey or Cause.NotPermitted => ClientSettings.ApiKey(kind, target.Url),
        Cause.WrongPath or Cause.WrongPort => ClientSettings.ServerUrl(kind, target.Url),
        Cause.TooLarge => Smaller(kind),
        Cause.RateLimited => kind == ClientKind.Browser ? ClientSettings.Elastic(kind, "transaction_sample_rate", "0.1") : null,
        Cause.ClockOff => "timedatectl set-ntp true\ntimedatectl timesync-status",
        Cause.NothingSampled => kind switch
        {
            ClientKind.OpenTelemetry => "export OTEL_TRACES_SAMPLER=parentbased_always_on",
            _ => ClientSettings.Elastic(kind, "transaction_sample_rate", "1.0"),
        },
        _ => null,
    };

    private static string? Joined(string? first, string? second) => second is null ? null : first is null ? second : first + "\n" + second;

    /// <summary>Fetches the authority. Nothing vouches for what comes but the fingerprint, which is therefore compared.</summary>
    private static string? Download(MendingTarget target)
    {
        if (target.Certificate is not { } certificate || (certificate.AuthorityFingerprint is null && !certificate.IsOwn)) return null;
        string check = certificate.AuthorityFingerprint is { } fingerprint ? $"must be {fingerprint}" : "must be what Ashiato says at its start, and on its page /doctor";
        return $"curl -k {target.Url}/ca.crt -o ca.crt\nopenssl x509 -in ca.crt -noout -fingerprint -sha256   # {check}";
    }

    private static string UrlByName(MendingTarget target)
    {
        string? name = target.Certificate?.Names.FirstOrDefault(name => !name.StartsWith('*') && name != "localhost" && !IPAddress.TryParse(name, out _))
            ?? target.Certificate?.Names.FirstOrDefault(name => !name.StartsWith('*'));
        return name is null ? target.Url : new UriBuilder(target.ServerUrl) { Host = name }.Uri.ToString().TrimEnd('/');
    }

    private static string WithScheme(MendingTarget target, Finding finding, string scheme) =>
        new UriBuilder(target.ServerUrl) { Scheme = scheme, Port = finding.Port > 0 ? finding.Port : target.ServerUrl.Port }.Uri.ToString().TrimEnd('/');

    private static string? Versions(ClientKind kind, MendingTarget target) => kind switch
    {
        ClientKind.Java => "-Djdk.tls.client.protocols=TLSv1.2,TLSv1.3",
        ClientKind.NodeJs => "export NODE_OPTIONS=--tls-min-v1.2",
        ClientKind.Curl => $"curl --tlsv1.2 {target.Url}/",
        ClientKind.OpenTelemetry or ClientKind.Browser => null,
        _ => $"openssl s_client -connect {target.ServerUrl.Authority} -tls1_2 </dev/null   # does this machine speak TLS 1.2?",
    };

    private static string? Protocol(ClientKind kind, MendingTarget target) => kind == ClientKind.OpenTelemetry
        ? $"export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\nexport OTEL_EXPORTER_OTLP_ENDPOINT={target.Url}"
        : null;

    private static string? Smaller(ClientKind kind) => kind switch
    {
        ClientKind.OpenTelemetry => "export OTEL_BSP_MAX_EXPORT_BATCH_SIZE=128\nexport OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT=4096",
        ClientKind.Browser or ClientKind.Curl => null,
        _ => Joined(ClientSettings.Elastic(kind, "capture_body", "off"), ClientSettings.Elastic(kind, "stack_trace_limit", "20")),
    };

    private static string NameOf(string? dialled) => IPAddress.TryParse(dialled, out _) ? $"IP:{dialled}" : $"DNS:{dialled}";
}
