using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Kubelets;

/// <summary>The volumes of a pod, as folders. Secrets and ConfigMaps follow their objects, each change at one stroke by a link that is swapped.</summary>
internal sealed partial class PodVolumes(PodContext context, JsonObject pod)
{
    private const string Current = "..data";
    private readonly Dictionary<string, string> _versions = [];
    private int _count;

    /// <summary>Where a volume is.</summary>
    public string FolderOf(string volume) => Source(volume)?.Text("persistentVolumeClaim", "claimName") is { } claim
        ? Path.Combine(Path.GetDirectoryName(context.Root)!, "claims", pod.Namespace, claim)
        : Path.Combine(context.Root, "volumes", volume);

    /// <summary>Brings all volumes up to date.</summary>
    /// <returns>What is missing, or <see langword="null"/>.</returns>
    public string? Update()
    {
        foreach (var volume in pod.ObjectsAt("spec", "volumes"))
        {
            string folder = FolderOf(volume.Text("name")!);
            Directory.CreateDirectory(folder);
            if (volume.ContainsKey("emptyDir") || volume.ContainsKey("persistentVolumeClaim")) continue;
            var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
            if (Collect(volume, files) is { } missing) return missing;
            Swap(folder, files);
        }
        return null;
    }

    private JsonObject? Source(string volume) => pod.ObjectsAt("spec", "volumes").FirstOrDefault(entry => entry.Text("name") == volume);

    private string? Collect(JsonObject source, SortedDictionary<string, byte[]> files)
    {
        if (source.ObjectAt("secret") is { } secret) return FromObject(BuiltInResources.Secrets, secret, secret.Text("secretName") ?? secret.Text("name")!, files);
        if (source.ObjectAt("configMap") is { } map) return FromObject(BuiltInResources.ConfigMaps, map, map.Text("name")!, files);
        if (source.ObjectAt("projected") is not { } projected) throw ApiError.NotImitated($"the volume {source.ToJsonString()}");
        return projected.ObjectsAt("sources").Select(inner => Collect(inner, files)).FirstOrDefault(missing => missing is not null);
    }

    private string? FromObject(ResourceInfo resource, JsonObject source, string name, SortedDictionary<string, byte[]> files)
    {
        var found = context.Cluster.Find(resource, new ObjectKey(pod.Namespace, name));
        if (found is null) return source.Flag("optional") == true ? null : $"{resource.Singular} \"{name}\" not found";
        var items = source.ObjectsAt("items").ToDictionary(item => item.Text("key")!, item => item.Text("path")!);
        foreach (var (key, value) in found.ObjectAt("data") ?? [])
        {
            if (items.Count > 0 && !items.ContainsKey(key)) continue;
            string text = value!.GetValue<string>();
            files[items.GetValueOrDefault(key, key)] = resource == BuiltInResources.Secrets ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text);
        }
        return null;
    }

    private void Swap(string folder, SortedDictionary<string, byte[]> files)
    {
        string version = string.Join('|', files.Select(file => $"{file.Key}={Convert.ToBase64String(file.Value)}"));
        if (_versions.GetValueOrDefault(folder) == version) return;
        string fresh = Path.Combine(folder, $"..{++_count:d6}");
        Directory.CreateDirectory(fresh);
        foreach (var (name, bytes) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(fresh, name))!);
            File.WriteAllBytes(Path.Combine(fresh, name), bytes);
        }
        string link = Path.Combine(folder, Current), next = link + "_tmp", old = File.Exists(link) || Directory.Exists(link) ? Path.GetFileName(Directory.ResolveLinkTarget(link, false)!.FullName) : "";
        File.CreateSymbolicLink(next, Path.GetFileName(fresh));
        // .NET moves what a link leads to; the system moves the link.
        if (Rename(next, link) != 0) throw new IOException($"{next} could not be renamed");
        foreach (string name in files.Keys.Select(name => name.Split('/')[0]).Distinct())
            if (!Path.Exists(Path.Combine(folder, name))) File.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine(Current, name));
        if (old.Length > 0) Directory.Delete(Path.Combine(folder, old), recursive: true);
        _versions[folder] = version;
    }

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
