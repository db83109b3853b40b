using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.Credentials;

/// <summary>Credentials that a program of the cluster's provider prints, as on GKE and EKS.</summary>
/// <remarks>Source: Kubernetes reference, "client-go credential plugins".</remarks>
internal sealed class ExecCredential(JsonObject exec, string folder, TimeProvider time, Func<string, string?> environment)
{
    private static readonly TimeSpan s_renewBefore = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private Task<Given>? _running;
    private Given? _given;

    /// <summary>What the program printed.</summary>
    internal sealed record Given(string? Token, string? Certificate, string? Key, DateTimeOffset? Expires);

    /// <summary>The credentials, from memory while they are good.</summary>
    /// <exception cref="KubeCredentialsException">The program cannot be run, or failed.</exception>
    public async Task<Given> ReadAsync(bool isRefused, CancellationToken cancel)
    {
        Task<Given> running;
        lock (_lock)
        {
            if (_given is { } known && !isRefused && (known.Expires is null || known.Expires - s_renewBefore > time.GetUtcNow())) return known;
            // All who need it meanwhile wait for one run.
            if (_running is null or { IsCompleted: true }) _running = RunAsync(cancel);
            running = _running;
        }
        return _given = await running.WaitAsync(cancel);
    }

    private async Task<Given> RunAsync(CancellationToken cancel)
    {
        string command = exec.Text("command") ?? throw new KubeCredentialsException("The kubeconfig's exec entry names no command.");
        // A command with a slash is relative to the kubeconfig; a bare one is looked up in PATH.
        var start = new ProcessStartInfo(command.Contains('/') ? Path.Combine(folder, command) : command) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in exec.ListAt("args")) start.ArgumentList.Add(argument?.ToString() ?? "");
        foreach (var variable in exec.ObjectsAt("env")) start.Environment[variable.Text("name") ?? ""] = variable.Text("value");
        start.Environment["KUBERNETES_EXEC_INFO"] = new JsonObject
        {
            ["apiVersion"] = exec.Text("apiVersion") ?? "client.authentication.k8s.io/v1",
            ["kind"] = "ExecCredential",
            ["spec"] = new JsonObject { ["interactive"] = false },
        }.ToJsonString();
        if (environment("PATH") is { } path) start.Environment["PATH"] = path;
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(cancel);
            string output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode != 0) throw new KubeCredentialsException($"'{command}', which the kubeconfig names, ended with {process.ExitCode}: {(await errors).Trim()}");
            var status = (JsonNode.Parse(output) as JsonObject)?.ObjectAt("status")
                ?? throw new KubeCredentialsException($"'{command}', which the kubeconfig names, printed no ExecCredential with a status.");
            return new Given(status.Text("token"), status.Text("clientCertificateData"), status.Text("clientKeyData"),
                KubeTime.TryParse(status.Text("expirationTimestamp"), out var expires) ? expires : null);
        }
        catch (Exception e) when (e is Win32Exception or JsonException)
        {
            string? hint = exec.Text("installHint");
            throw new KubeCredentialsException($"'{command}', which the kubeconfig names, cannot be used: {e.Message} {hint}".TrimEnd(), e);
        }
    }
}
