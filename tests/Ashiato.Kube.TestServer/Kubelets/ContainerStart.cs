using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Kubelets;

/// <summary>How a container is started: program, arguments and variables, with paths and addresses rewritten.</summary>
internal sealed class ContainerStart(PodContext context, JsonObject pod, JsonObject container, PodVolumes volumes, string address, string accountFolder)
{
    /// <summary>The process's start; the image is unknown when there is none.</summary>
    /// <exception cref="ApiError">A variable refers to what is not there.</exception>
    public ProcessStartInfo? Create()
    {
        var image = context.Images.FirstOrDefault(known => known.Is(container.Text("image")!));
        if (image is null) return null;
        var variables = Variables();
        foreach (var (name, value) in image.Environment) variables[name] = value.Replace("{ip}", address, StringComparison.Ordinal).Replace("{account}", accountFolder, StringComparison.Ordinal);

        var command = container.ListAt("command").Select(part => part!.GetValue<string>()).ToList();
        var arguments = container.ListAt("args").Select(part => part!.GetValue<string>()).ToList();
        var start = new ProcessStartInfo(command.Count > 0 ? command[0] : image.File) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = context.Root };
        foreach (string argument in (command.Count > 0 ? command.Skip(1) : image.Arguments).Concat(arguments.Select(argument => Rewrite(Expand(argument, variables))))) start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (string name in (string[])["PATH", "HOME", "DOTNET_ROOT", "LANG", "TMPDIR"])
            if (Environment.GetEnvironmentVariable(name) is { } value) start.Environment[name] = value;
        foreach (var (name, value) in variables) start.Environment[name] = Rewrite(value);
        start.Environment["HTTPS_PROXY"] = start.Environment["https_proxy"] = context.Proxy.ToString();
        start.Environment["KUBERNETES_SERVICE_HOST"] = context.Server.Host;
        start.Environment["KUBERNETES_SERVICE_PORT"] = context.Server.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["HOSTNAME"] = pod.Name;
        return start;
    }

    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>();
        if (container.ContainsKey("envFrom")) throw ApiError.NotImitated("envFrom");
        foreach (var variable in container.ObjectsAt("env"))
        {
            string? value = variable.ObjectAt("valueFrom") is { } source ? From(source) : Expand(variable.Text("value") ?? "", variables);
            if (value is not null) variables[variable.Text("name")!] = value;
        }
        return variables;
    }

    private string? From(JsonObject source)
    {
        if (source.Text("fieldRef", "fieldPath") is { } path)
        {
            return path switch
            {
                "status.podIP" => address,
                "metadata.name" => pod.Name,
                "metadata.namespace" => pod.Namespace,
                "spec.nodeName" => "fake-node",
                _ => throw ApiError.NotImitated($"the field {path} in a variable"),
            };
        }
        bool isSecret = source.ContainsKey("secretKeyRef");
        var reference = source.ObjectAt(isSecret ? "secretKeyRef" : "configMapKeyRef") ?? throw ApiError.NotImitated($"a variable from {source.ToJsonString()}");
        var found = context.Cluster.Find(isSecret ? BuiltInResources.Secrets : BuiltInResources.ConfigMaps, new ObjectKey(pod.Namespace, reference.Text("name")!));
        if (found?.Text("data", reference.Text("key")!) is { } text) return isSecret ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : text;
        if (reference.Flag("optional") == true) return null;
        throw ApiError.BadRequest($"couldn't find key {reference.Text("key")} in {(isSecret ? "Secret" : "ConfigMap")} {pod.Namespace}/{reference.Text("name")}");
    }

    private static string Expand(string text, Dictionary<string, string> variables)
    {
        foreach (var (name, value) in variables) text = text.Replace($"$({name})", value, StringComparison.Ordinal);
        return text;
    }

    private string Rewrite(string text)
    {
        foreach (var mount in container.ObjectsAt("volumeMounts").OrderByDescending(mount => mount.Text("mountPath")!.Length))
        {
            string folder = volumes.FolderOf(mount.Text("name")!);
            if (mount.Text("subPath") is { Length: > 0 } below) folder = Path.Combine(folder, below);
            text = text.Replace(mount.Text("mountPath")!, folder, StringComparison.Ordinal);
        }
        return text.Replace("*:", address + ":", StringComparison.Ordinal);
    }
}
