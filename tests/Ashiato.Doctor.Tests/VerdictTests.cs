using System.Globalization;

namespace Ashiato.Doctor.Tests;

public sealed class VerdictTests
{
    private static readonly CultureInfo s_english = CultureInfo.GetCultureInfo("en");
    private static readonly CultureInfo s_japanese = CultureInfo.GetCultureInfo("ja");
    private static readonly MendingTarget s_target = new(new Uri("https://apm.example.org:8200/"), new CertificateState(["apm.example.org", "127.0.0.1"], DateTimeOffset.MaxValue, "AA:BB", IsOwn: true));

    public static TheoryData<Cause> Causes => [.. Enum.GetValues<Cause>()];

    private static Finding FindingOf(Cause cause, ClientKind kind = ClientKind.NodeJs) =>
        new(cause, "10.0.0.9", 8200, "TLS 1.0", null, kind, "shop", "34.84.12.7", "what was seen", 3, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    [Theory]
    [MemberData(nameof(Causes))]
    public void Every_cause_has_a_sentence_in_both_languages_without_holes(Cause cause)
    {
        var english = Verdict.Of(FindingOf(cause), s_target, s_english);
        var japanese = Verdict.Of(FindingOf(cause), s_target, s_japanese);

        Assert.All([english.Title, english.Sentence, english.Hint, japanese.Title, japanese.Sentence, japanese.Hint], text => Assert.DoesNotContain("{", text, StringComparison.Ordinal));
        Assert.EndsWith(".", english.Sentence, StringComparison.Ordinal);
        Assert.EndsWith("。", japanese.Sentence, StringComparison.Ordinal);
        Assert.NotEqual(english.Sentence, japanese.Sentence);
    }

    [Theory]
    [InlineData(Cause.UnknownAuthority, ClientKind.NodeJs, "export ELASTIC_APM_SERVER_CA_CERT_FILE=$PWD/ca.crt")]
    [InlineData(Cause.UnknownAuthority, ClientKind.Java, "keytool -importcert")]
    [InlineData(Cause.UnknownAuthority, ClientKind.OpenTelemetry, "export OTEL_EXPORTER_OTLP_CERTIFICATE=$PWD/ca.crt")]
    [InlineData(Cause.NameNotInCertificate, ClientKind.Go, "export ELASTIC_APM_SERVER_URL=https://apm.example.org:8200")]
    [InlineData(Cause.PlainHttpOnTlsPort, ClientKind.Python, "export ELASTIC_APM_SERVER_URL=https://apm.example.org:8200")]
    [InlineData(Cause.TlsOnPlainPort, ClientKind.Java, "-Delastic.apm.server_url=http://apm.example.org:8200")]
    [InlineData(Cause.MissingCredentials, ClientKind.OpenTelemetry, "export OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20SECRET_TOKEN")]
    [InlineData(Cause.NothingSampled, ClientKind.NodeJs, "export ELASTIC_APM_TRANSACTION_SAMPLE_RATE=1.0")]
    public void The_lines_of_the_client_s_own_kind_come_first(Cause cause, ClientKind kind, string line)
    {
        var first = Verdict.Of(FindingOf(cause, kind), s_target, s_english).Mendings.First(mending => mending.Kind is not null);

        Assert.Equal(kind, first.Kind);
        Assert.Contains(line, first.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_ever_told_to_skip_verification()
    {
        foreach (var cause in Enum.GetValues<Cause>())
            foreach (var mending in Verdict.Of(FindingOf(cause), s_target, s_english).Mendings)
                Assert.DoesNotContain("verify_server_cert", mending.Lines, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void An_address_that_is_missing_is_named_for_the_server()
    {
        Assert.Equal("ashiato --tls on --san 34.84.12.7", Verdict.Of(FindingOf(Cause.NameNotInCertificate), s_target, s_english).Mendings[0].Lines);
    }
}
