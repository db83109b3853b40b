using System.Text.Json.Nodes;
using Ashiato.Kube.Yaml;
using Ashiato.Settings;

namespace Ashiato.Commands;

/// <summary>What a file of <c>--config</c> says, and what follows from options together.</summary>
internal static class OperatorConfig
{
    /// <summary>Reads the file: options by their names.</summary>
    /// <param name="path">The file; <see langword="null"/> for none.</param>
    /// <param name="known">The options that there are.</param>
    /// <exception cref="StartupException">The file cannot be read, or names an option that there is not.</exception>
    public static IReadOnlyDictionary<string, string> Read(string? path, IEnumerable<string> known)
    {
        var values = new Dictionary<string, string>();
        if (path is null) return values;
        foreach (var (name, value) in ReadFile(path))
        {
            if (!known.Contains(name)) throw new StartupException($"'{name}' in {path} (--config) is no option of the operator; ashiato operator --help lists them.");
            if (value is JsonArray list) values[name] = string.Join(',', list.Select(one => one?.ToString()));
            else if (value is not null) values[name] = value.ToString();
        }
        return values;
    }

    /// <summary>An image, from another registry if one is given.</summary>
    public static string ImageOf(string image, string? registry)
    {
        if (string.IsNullOrEmpty(registry)) return image;
        string[] parts = image.Split('/', 2);
        // The first part of an image's name is a host when it looks like one.
        bool hasHost = parts.Length == 2 && (parts[0].Contains('.', StringComparison.Ordinal) || parts[0].Contains(':', StringComparison.Ordinal) || parts[0] == "localhost");
        return $"{registry.TrimEnd('/')}/{(hasHost ? parts[1] : image)}";
    }

    private static JsonObject ReadFile(string path)
    {
        try
        {
            return KubeYaml.ReadAll(File.ReadAllText(path)) is [var first, ..] ? first : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new StartupException($"The file {path} (--config) cannot be read: {e.Message}", e);
        }
    }
}
