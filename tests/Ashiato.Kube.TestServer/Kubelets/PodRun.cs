using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;
using Ashiato.Kube.TestServer.Storage;

namespace Ashiato.Kube.TestServer.Kubelets;

/// <summary>One pod from its start to its end. Pods have one container here; more are refused.</summary>
internal sealed partial class PodRun(PodContext context, JsonObject pod)
{
    private const int Terminate = 15;
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(100), s_restartAfter = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource _kill = new();
    private readonly string _started = KubeTime.Seconds(DateTimeOffset.UtcNow);
    private Process? _process;
    private int _restarts;
    private string _told = "";

    public ObjectKey Key => pod.Key;

    public string Address { get; } = Addresses.Next("pod");

    public ContainerLog Log { get; } = new();

    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start() => Completion = Task.Run(RunAsync);

    /// <summary>Ends the process at once.</summary>
    public async Task KillAsync()
    {
        await _kill.CancelAsync();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        try
        {
            Directory.CreateDirectory(context.Root);
            if (pod.ObjectsAt("spec", "containers").Skip(1).Any() || pod.ObjectsAt("spec", "initContainers").Any()) throw ApiError.NotImitated("pods of several containers");
            await context.Cluster.ChangeAsync(BuiltInResources.Pods, Key, item => item.Child("spec")["nodeName"] = "fake-node");
            var volumes = new PodVolumes(context, pod);
            string account = WriteAccount();
            while (!await IsDeletedAsync())
            {
                if (volumes.Update() is { } missing)
                {
                    await TellAsync(false, $"MountVolume.SetUp failed: {missing}", "ContainerCreating");
                    await Task.Delay(s_lookEvery, _kill.Token);
                    continue;
                }
                await RunOnceAsync(volumes, account);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ApiError or IOException)
        {
            Log.Add($"kubelet: {e.Message}");
            await TellAsync(false, e.Message, "CreateContainerError");
        }
        finally
        {
            await StopAsync(TimeSpan.Zero);
        }
    }

    private async Task RunOnceAsync(PodVolumes volumes, string account)
    {
        var container = pod.ObjectsAt("spec", "containers").First();
        ProcessStartInfo? start;
        try
        {
            start = new ContainerStart(context, pod, container, volumes, Address, account).Create();
        }
        catch (ApiError e) when (e.Code == 400)
        {
            await TellAsync(false, e.Message, "CreateContainerConfigError");
            await Task.Delay(s_lookEvery, _kill.Token);
            return;
        }
        if (start is null)
        {
            await TellAsync(false, $"Back-off pulling image \"{container.Text("image")}\"", "ImagePullBackOff");
            await Task.Delay(s_lookEvery, _kill.Token);
            return;
        }
        Launch(start);
        while (!_process!.HasExited)
        {
            if (await IsDeletedAsync()) return;
            volumes.Update();
            bool isReady = container.ObjectAt("readinessProbe") is not { } probe || await ContainerProbe.AskAsync(pod, probe, Address, _kill.Token);
            await TellAsync(isReady && !_process.HasExited, null, null);
            await Task.Delay(s_lookEvery, _kill.Token);
        }
        _restarts++;
        await TellAsync(false, $"back-off restarting failed container, exit code {_process.ExitCode}", "CrashLoopBackOff");
        await Task.Delay(s_restartAfter * Math.Min(_restarts, 20), _kill.Token);
    }

    private void Launch(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        void Hear(string? line)
        {
            if (line is not null) Log.Add(line);
        }
    }

    /// <summary>True when the pod is gone or shall go; then its process is stopped and the pod removed.</summary>
    private async Task<bool> IsDeletedAsync()
    {
        var now = context.Cluster.Find(BuiltInResources.Pods, Key);
        if (now is not null && now.Uid == pod.Uid && !now.IsDeleting) return false;
        await StopAsync(TimeSpan.FromSeconds(now?.Number("metadata", "deletionGracePeriodSeconds") ?? 0));
        if (now is not null && now.Uid == pod.Uid) context.Cluster.Delete(BuiltInResources.Pods, Key, new JsonObject { ["gracePeriodSeconds"] = 0, ["preconditions"] = new JsonObject { ["uid"] = pod.Uid } });
        return true;
    }

    private async Task StopAsync(TimeSpan grace)
    {
        if (_process is not { HasExited: false } process) return;
        if (grace > TimeSpan.Zero)
        {
            _ = Signal(process.Id, Terminate);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_kill.Token);
            limit.CancelAfter(grace);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (!process.HasExited) process.Kill(entireProcessTree: true);
    }

    private string WriteAccount()
    {
        string folder = Path.Combine(context.Root, "account");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "token"), context.Authorization.TokenFor(pod.Namespace, pod.Text("spec", "serviceAccountName") ?? "default"));
        File.WriteAllText(Path.Combine(folder, "ca.crt"), context.CertificateAuthority);
        File.WriteAllText(Path.Combine(folder, "namespace"), pod.Namespace);
        return folder;
    }

    private async Task TellAsync(bool isReady, string? message, string? waiting)
    {
        string told = $"{isReady}|{message}|{waiting}|{_restarts}";
        if (told == _told) return;
        _told = told;
        string now = KubeTime.Seconds(DateTimeOffset.UtcNow), ready = isReady ? "True" : "False";
        var container = pod.ObjectsAt("spec", "containers").First();
        var state = waiting is null ? new JsonObject { ["running"] = new JsonObject { ["startedAt"] = _started } } : new JsonObject { ["waiting"] = new JsonObject { ["reason"] = waiting, ["message"] = message } };
        await context.Cluster.ChangeAsync(BuiltInResources.Pods, Key, item =>
        {
            if (item.Uid != pod.Uid) return;
            item["status"] = new JsonObject
            {
                ["phase"] = waiting is null or "CrashLoopBackOff" ? "Running" : "Pending",
                ["podIP"] = Address,
                ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = Address }),
                ["hostIP"] = "127.0.0.1",
                ["startTime"] = _started,
                ["qosClass"] = "Burstable",
                ["conditions"] = new JsonArray([.. ((string[])["PodScheduled", "Initialized", "ContainersReady", "Ready"]).Select(type => (JsonNode)new JsonObject { ["type"] = type, ["status"] = type.EndsWith("Ready", StringComparison.Ordinal) ? ready : "True", ["lastTransitionTime"] = now })]),
                ["containerStatuses"] = new JsonArray(new JsonObject { ["name"] = container.Text("name"), ["image"] = container.Text("image"), ["ready"] = isReady, ["restartCount"] = _restarts, ["state"] = state }),
            };
        }, "status");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int processId, int signal);
}
