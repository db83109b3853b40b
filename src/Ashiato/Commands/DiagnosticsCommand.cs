using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using Ashiato.Roles;
using Ashiato.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Commands;

/// <summary><c>ashiato diagnostics</c>: one archive with what somebody needs who is to help.</summary>
internal static class DiagnosticsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var flags = new StoreFlags("The data directory of the Ashiato that runs on this machine, from which its token is read.");
        var to = new Argument<string?>("FILE.zip") { Description = "Where the archive is written. Without it: a file with the moment in its name, here.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command(
            "diagnostics",
            "Writes one archive for whoever is to help: version, settings, state of the store, what the doctor found, services, agents and the newest lines of the log of the store's process. Secrets are masked, and no event is in it.") { to };
        flags.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var options = Target(flags, parsed);
            var (name, archive) = await UpkeepTarget.AskAsync(() => FetchAsync(options, cancel));
            string path = Path.GetFullPath(parsed.GetValue(to) ?? name);
            await UpkeepTarget.AskAsync(async () =>
            {
                await File.WriteAllBytesAsync(path, archive, cancel);
                return true;
            });
            System.Console.WriteLine($"Wrote {path}: {ProgressLine.Bytes(archive.Length)}. Secrets are masked, and no event is in it; look into it before you give it away all the same.");
            return 0;
        });
        return command;
    }

    private static ProgramOptions Target(StoreFlags flags, ParseResult parsed)
    {
        var options = flags.Read(parsed);
        if (!flags.IsUrlSaid(parsed)) return StoreFlags.OfRunning(options);
        return options.StoreUrl.IsLoopback ? options with { StoreToken = options.StoreToken ?? LocalToken.Read(options.DataDirectory) } : options;
    }

    private static async Task<(string Name, byte[] Archive)> FetchAsync(ProgramOptions options, CancellationToken cancel)
    {
        using var client = StoreRole.ClientOf(options, NullLoggerFactory.Instance);
        using var request = new HttpRequestMessage(HttpMethod.Get, BundleEndpoint.Path);
        if (StoreToken.Of(options, NullLoggerFactory.Instance) is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Text);
        using var answer = await client.SendAsync(request, cancel);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new StartupException($"The store at {options.StoreUrl} does not give its diagnostics to who shows {(options.StoreToken is null ? "no token" : "this token")}. Name its data directory with {SettingTable.Data.Flag} on its machine, or its token with {SettingTable.StoreToken.Flag}.");
        answer.EnsureSuccessStatusCode();
        return (answer.Content.Headers.ContentDisposition?.FileName?.Trim('"') ?? "ashiato-diagnostics.zip", await answer.Content.ReadAsByteArrayAsync(cancel));
    }
}
