using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ashiato.Check;
using Ashiato.Doctor;
using Ashiato.Settings;

namespace Ashiato.Commands;

/// <summary><c>ashiato check</c>: tells on the application's side what is wrong with a connection, and the lines that mend it.</summary>
internal static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var url = new Argument<string>("URL") { Description = "The server's address as the agent is given it: Ashiato's, or an APM Server's." };
        var token = new Option<string>("--token") { Description = "The secret token that the agent sends. Also ELASTIC_APM_SECRET_TOKEN.", HelpName = "TOKEN" };
        var apiKey = new Option<string>("--api-key") { Description = "The API key that the agent sends. Also ELASTIC_APM_API_KEY.", HelpName = "KEY" };
        var authority = new Option<string>("--ca") { Description = "The certificate of the authority to trust. Also ELASTIC_APM_SERVER_CA_CERT_FILE. Without it: those that this machine trusts.", HelpName = "FILE.pem" };
        var console = new Option<string>("--console") { Description = "Ashiato's console, to see whether the test event can be found.", HelpName = "URL" };
        var noEvent = new Option<bool>("--no-event") { Description = "Send no test event." };
        var timeout = new Option<double>("--timeout") { Description = "How long each step may take, in seconds. Default: 10.", HelpName = "SECONDS", DefaultValueFactory = _ => 10 };
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 3_600)) result.AddError("--timeout needs a number of seconds above 0, up to 3600.");
        });
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var command = new Command("check", "Finds out why an application's events do not arrive: run it where the application runs. Ends with 0, or a number that says why.")
        {
            url, token, apiKey, authority, console, noEvent, timeout, json,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new CheckOptions(
                Url(parsed.GetRequiredValue(url)),
                Given(parsed.GetValue(token), "ELASTIC_APM_SECRET_TOKEN"),
                Given(parsed.GetValue(apiKey), "ELASTIC_APM_API_KEY"),
                Authorities(Given(parsed.GetValue(authority), "ELASTIC_APM_SERVER_CA_CERT_FILE")),
                SendsEvent: !parsed.GetValue(noEvent),
                parsed.GetValue(console) is { } at ? Url(at) : null,
                TimeSpan.FromSeconds(parsed.GetValue(timeout)));
            return (int)await RunAsync(options, parsed.GetValue(json), cancel);
        });
        return command;
    }

    private static async Task<CheckExit> RunAsync(CheckOptions options, bool asJson, CancellationToken cancel)
    {
        var check = new ConnectionCheck(options, TimeProvider.System);
        var steps = await check.RunAsync(cancel);
        var failed = steps.FirstOrDefault(step => !step.IsOk);
        var exit = failed?.Exit ?? CheckExit.Ok;
        var mendings = failed?.Cause is { } cause ? Mendings(cause, options, check.Certificate) : [];
        if (asJson)
        {
            await using var output = System.Console.OpenStandardOutput();
            CheckOutput.WriteJson(output, options, steps, mendings, exit);
        }
        else
        {
            CheckOutput.WriteText(System.Console.Out, steps, mendings);
        }
        return exit;
    }

    private static IReadOnlyList<Mending> Mendings(Cause cause, CheckOptions options, CertificateState? certificate)
    {
        // Who dialled another program dials Ashiato's usual port next.
        const int UsualPort = 8200;
        var url = cause == Cause.WrongPort ? new UriBuilder(options.Url) { Port = UsualPort }.Uri : options.Url;
        var finding = new Finding(cause, "", options.Url.Port, null, null, ClientKind.Unknown, null, options.Url.Host, null, 1, default, default);
        return Verdict.Of(finding, new MendingTarget(url, certificate), CultureInfo.InvariantCulture).Mendings;
    }

    // An empty variable is how shells and manifests say "not set".
    private static string? Given(string? option, string variable) =>
        option ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : null);

    private static Uri Url(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
        throw new StartupException($"'{text}' is no address of a web server; write it in full, such as https://apm.example.org:8200.");
    }

    private static X509Certificate2Collection? Authorities(string? path)
    {
        if (path is null) return null;
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartupException($"The authority '{path}' cannot be read: {e.Message.TrimEnd('.')}. Give a file with certificates as PEM.", e);
        }
        return authorities.Count > 0 ? authorities : throw new StartupException($"'{path}' holds no certificate as PEM. Fetch the server's /ca.crt, or ask who issued its certificate.");
    }
}
