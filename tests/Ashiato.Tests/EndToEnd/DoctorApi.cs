using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Ashiato.Tests.EndToEnd;

/// <summary>What <c>/api/doctor</c> of a program says.</summary>
internal sealed class DoctorApi : IDisposable
{
    private readonly HttpClient _client;

    /// <param name="console">The console.</param>
    /// <param name="authority">The certificate by which it is recognised; <see langword="null"/> without TLS.</param>
    /// <param name="anyName">True when its certificate need not name the address.</param>
    public DoctorApi(Uri console, string? authority = null, bool anyName = false)
    {
        var handler = new SocketsHttpHandler();
        if (authority is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
        }
        if (anyName) handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
        _client = new HttpClient(handler) { BaseAddress = console };
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Waits for a finding.</summary>
    public Task<DoctorFindingJson> FindAsync(string cause, Func<DoctorFindingJson, bool>? matches = null) =>
        Eventually.GetAsync($"The finding {cause}", async () => (await ReadAsync()).Findings.FirstOrDefault(finding => finding.Cause == cause && matches?.Invoke(finding) != false), Cancel);

    /// <summary>All of it.</summary>
    public async Task<DoctorJson> ReadAsync() =>
        JsonSerializer.Deserialize<DoctorJson>(await _client.GetStringAsync(new Uri("/api/doctor", UriKind.Relative), Cancel), JsonSerializerOptions.Web)!;

    public void Dispose() => _client.Dispose();
}

/// <summary>The answer.</summary>
internal sealed record DoctorJson(IReadOnlyList<DoctorFindingJson> Findings, IReadOnlyList<LossesJson> Losses);

/// <summary>A finding of it.</summary>
internal sealed record DoctorFindingJson(
    string Cause, string Client, string? UserAgent, string Kind, string? Service, string? Dialled, string? Detail, long Count, bool WorksSince, string Verdict, IReadOnlyList<MendingJson> Mendings);

/// <summary>Lines of a finding.</summary>
internal sealed record MendingJson(string? Kind, string Lines);

/// <summary>The losses of a service.</summary>
internal sealed record LossesJson(string Service, long Received, long Rejected, long SampledOut, long DroppedByAgent, long Expired);
