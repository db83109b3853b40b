using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Reconcilers;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Status;

namespace Ashiato.Operator.Secrets;

/// <summary>Secrets of an object's author as files of its pods, of which those named like settings are settings.</summary>
/// <remarks>The Secrets are mounted as they are, none is copied. They carry no label of ours and so are not watched, but looked at now and then.</remarks>
internal sealed class SecureSettings(OperatorParts parts)
{
    /// <summary>Where the files are.</summary>
    public const string Path = "/mnt/elastic-internal/secure-settings";

    /// <summary>How often the Secrets are looked at.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    // What the program lets be set, less what the operator says itself.
    private static readonly string[] s_settings =
    [
        "secret-token", "api-keys", "agent-poll-seconds", "rum", "rum-origins", "rum-services", "server-url", "console-url", "retention-days", "retention-days-by-kind", "retention-size", "retention-size-by-kind",
        "summary-days", "geoip", "aggregation", "tail-sampling",
    ];

    // What has a name of its own in Elastic's keystores.
    private static readonly Dictionary<string, string> s_aliases = new() { ["apm-server.secret_token"] = "secret-token" };

    private readonly Tidings _tidings = new(parts);

    /// <summary>What to mount and what to follow.</summary>
    /// <param name="Volume">The volume; <see langword="null"/> when there are no files.</param>
    /// <param name="Text">Differs when a value does for which pods must be replaced.</param>
    /// <param name="Names">The files.</param>
    internal sealed record Files(JsonObject? Volume, string Text, IReadOnlySet<string> Names)
    {
        public static readonly Files None = new(null, "", new HashSet<string>());
    }

    /// <summary>True for names that the program knows as settings.</summary>
    public static bool IsSetting(string name) => s_settings.Contains(name);

    /// <summary>The Secrets that an object names: in older manifests one, in today's a list.</summary>
    public static IReadOnlyList<JsonObject> SourcesOf(StackObject item) => item.Spec["secureSettings"] switch
    {
        JsonArray list => [.. list.OfType<JsonObject>()],
        JsonObject { Count: > 0 } one => [one],
        _ => [],
    };

    /// <summary>Looks at the Secrets.</summary>
    public async Task<Files> LookAsync(StackObject item, CancellationToken cancel)
    {
        var given = SourcesOf(item);
        if (given.Count == 0) return Files.None;
        var sources = new JsonArray();
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var troubles = new List<string>();
        foreach (var source in given)
        {
            string name = source.Text("secretName")!;
            var secret = await parts.Children.LiveAsync(ResourceTypes.Secrets, new ObjectKey(item.Namespace, name), cancel);
            if (secret is null) troubles.Add($"Secret {name} of spec.secureSettings does not exist; pods run without it until it does");
            else sources.Add(Project(source, secret, values, troubles));
        }
        _tidings.Tell(item, troubles);
        if (sources.Count == 0) return Files.None;
        var names = values.Keys.ToHashSet();
        // A server reads its token again when it changes.
        if (item.Kind == StackKind.ApmServer) values.Remove(ApmToken.Key);
        return new Files(new JsonObject { ["projected"] = new JsonObject { ["sources"] = sources } }, string.Join('\n', values.Select(value => $"{value.Key}={value.Value}")), names);
    }

    private static JsonObject Project(JsonObject source, JsonObject secret, SortedDictionary<string, string> values, List<string> troubles)
    {
        var items = new JsonArray();
        var data = secret.ObjectAt("data") ?? [];
        foreach (var (key, path) in EntriesOf(source, data))
        {
            if (data.Text(key) is not { } value)
            {
                troubles.Add($"Secret {secret.Name} has no key {key}, which spec.secureSettings asks for");
                continue;
            }
            if (!IsSetting(path)) troubles.Add($"key {key} of Secret {secret.Name} is no setting; it is the file {Path}/{path} and nothing more");
            // Several Secrets may have the same name for something; a file is mounted once.
            if (!values.TryAdd(path, value)) troubles.Add($"{path} is given twice by spec.secureSettings; that of Secret {secret.Name} is left out");
            else items.Add(new JsonObject { ["key"] = key, ["path"] = path });
        }
        return new JsonObject { ["secret"] = new JsonObject { ["name"] = secret.Name, ["optional"] = true, ["items"] = items } };
    }

    private static IEnumerable<(string Key, string Path)> EntriesOf(JsonObject source, JsonObject data)
    {
        var entries = source.ObjectsAt("entries").ToList();
        return entries.Count > 0
            ? entries.Select(entry => (entry.Text("key")!, entry.Text("path") ?? NameOf(entry.Text("key")!)))
            : data.Select(pair => (pair.Key, NameOf(pair.Key)));
    }

    private static string NameOf(string key) => s_aliases.GetValueOrDefault(key, key);
}
