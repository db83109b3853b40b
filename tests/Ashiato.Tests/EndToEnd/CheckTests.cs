using System.Text.Json;

namespace Ashiato.Tests.EndToEnd;

/// <summary><c>ashiato check</c> against the real program.</summary>
public sealed class CheckTests
{
    private const string Token = "s3cret";

    [Fact]
    public async Task It_goes_all_the_way_or_says_where_it_ends_and_how_to_mend_it()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--tls", "on", "--secret-token", Token);
        string server = ashiato.Server!.ToString(), authority = Path.Combine(data.Path, "tls", "ca.crt");

        var good = await CheckAsync(server, "--ca", authority, "--token", Token, "--console", ashiato.Console!.ToString());
        Assert.Equal(0, good.Exit);
        Assert.Equal(["connect", "handshake", "name", "dates", "authority", "server", "clock", "authorise", "event", "query"], good.Steps);

        await RequireAsync(12, "unknownAuthority", "ELASTIC_APM_SERVER_CA_CERT_FILE", server, "--token", Token);
        await RequireAsync(20, "missingCredentials", "ELASTIC_APM_SECRET_TOKEN", server, "--ca", authority);
        await RequireAsync(20, "wrongSecretToken", "ELASTIC_APM_SECRET_TOKEN", server, "--ca", authority, "--token", "not-it");
        await RequireAsync(20, "wrongApiKey", "ELASTIC_APM_API_KEY", server, "--ca", authority, "--api-key", "bm90OmtleQ==");
        await RequireAsync(15, "plainHttpOnTlsPort", "https://127.0.0.1", server.Replace("https:", "http:", StringComparison.Ordinal));
        await RequireAsync(22, "wrongPort", ":8200", ashiato.Store!.ToString(), "--ca", authority);
        await RequireAsync(22, "wrongPort", ":8200", ashiato.Console!.ToString(), "--ca", authority);
        await RequireAsync(10, "nameUnknown", "", "https://no-such-name.invalid:8200");
        await RequireAsync(11, "unreachable", "", "http://127.0.0.1:1");
    }

    [Fact]
    public async Task A_certificate_that_does_not_name_the_address_and_a_port_without_TLS_are_told()
    {
        using var data = new TemporaryFolder();
        using var issuer = new TestIssuer(data.Path);
        issuer.Issue("apm.example.org");
        await using (var ashiato = await AshiatoProcess.StartAsync(data, "--cert", issuer.CertificatePath, "--key", issuer.KeyPath))
            await RequireAsync(13, "nameNotInCertificate", "https://apm.example.org", ashiato.Server!.ToString(), "--ca", issuer.AuthorityPath);
        await using var plain = await AshiatoProcess.StartAsync(data);
        await RequireAsync(15, "tlsOnPlainPort", "http://127.0.0.1", $"https://{plain.Server!.Authority}");
    }

    private static async Task RequireAsync(int exit, string cause, string line, params string[] arguments)
    {
        var told = await CheckAsync(arguments);
        Assert.Equal((exit, cause), (told.Exit, told.Cause));
        Assert.True(line.Length == 0 || told.Mendings.Any(lines => lines.Contains(line, StringComparison.Ordinal)), $"{cause}: {string.Join('\n', told.Mendings)}");
    }

    private static async Task<(int Exit, string? Cause, string[] Steps, string[] Mendings)> CheckAsync(params string[] arguments)
    {
        await using var process = AshiatoProcess.Launch(["check", .. arguments, "--timeout", "60", "--json"]);
        int exit = await process.WaitForExitAsync();
        // The end of a process is heard of before the end of what it said.
        await process.WaitForLineAsync(line => line == "}");
        var json = JsonElement.Parse(process.Output);
        Assert.Equal(exit, json.GetProperty("exitCode").GetInt32());
        return (
            exit,
            json.TryGetProperty("cause", out var cause) ? cause.GetString() : null,
            [.. json.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("name").GetString()!)],
            [.. json.GetProperty("mendings").EnumerateArray().Select(mending => mending.GetProperty("lines").GetString()!)]);
    }
}
