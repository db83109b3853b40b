using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ashiato.Settings;

/// <summary>The settings of a YAML file: one mapping from names of <see cref="SettingTable"/> to plain values.</summary>
internal static class SettingFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="StartupException">The file cannot be read, is not YAML, or sets what cannot be set.</exception>
    public static Dictionary<Setting, SettingValue> Read(SettingValue path)
    {
        try
        {
            using var text = File.OpenText(path.Text);
            return Parse(text, path.Text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The file '{path.Text}' ({path.Source}) cannot be read: {e.Message} Name a YAML file that exists, or leave {path.Source} out.", e);
        }
    }

    /// <summary>Reads what a file holds.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="path">The file's name, for messages.</param>
    public static Dictionary<Setting, SettingValue> Parse(TextReader text, string path)
    {
        var values = new Dictionary<Setting, SettingValue>();
        var yaml = new YamlStream();
        try
        {
            yaml.Load(text);
        }
        catch (YamlException e)
        {
            throw new StartupException($"{path}, line {e.Start.Line}: this is not YAML: {Sentence(e.Message)} Write one 'name: value' a line.", e);
        }
        if (yaml.Documents.Count == 0) return values;
        if (yaml.Documents[0].RootNode is not YamlMappingNode mapping)
            throw Bad(yaml.Documents[0].RootNode, "settings were expected; write one 'name: value' a line.");

        foreach (var (key, value) in mapping.Children)
        {
            string name = (key as YamlScalarNode)?.Value ?? "";
            var setting = SettingTable.All.FirstOrDefault(known => known.Name == name && known != SettingTable.Config)
                ?? throw Bad(key, $"there is no setting '{name}'; the settings are {Names}.");
            if (value is not YamlScalarNode { Value: { Length: > 0 } plain })
                throw Bad(value, $"'{name}' needs one plain value, such as '{name}: {setting.Default ?? setting.Shape}'.");
            values[setting] = new SettingValue(plain, $"{path}, line {key.Start.Line}");
        }
        return values;

        StartupException Bad(YamlNode node, string what) => new($"{path}, line {node.Start.Line}: {what}");
    }

    private static string Names => string.Join(", ", SettingTable.All.Where(setting => setting != SettingTable.Config).Select(setting => setting.Name));

    private static string Sentence(string message) => message.EndsWith('.') ? message : message + ".";
}
