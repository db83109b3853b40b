using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ashiato.Intake.Enrichment;

/// <summary>The expressions by which clients are told apart: uap-core's, as they were when this was built.</summary>
/// <remarks>Source: uap-core (Apache-2.0), <c>regexes.yaml</c> and <c>docs/specification.md</c>. Thread-safe.</remarks>
internal sealed class UserAgentRules
{
    private const string Unknown = "Other";

    // The order is that of the groups that stand in when a replacement is not given.
    private static readonly string[] s_program = ["family_replacement", "v1_replacement", "v2_replacement", "v3_replacement", "v4_replacement"];
    private static readonly string[] s_system = ["os_replacement", "os_v1_replacement", "os_v2_replacement", "os_v3_replacement", "os_v4_replacement"];
    private static readonly string[] s_device = ["device_replacement"];

    private readonly List<UserAgentRule> _programs = [];
    private readonly List<UserAgentRule> _systems = [];
    private readonly List<UserAgentRule> _devices = [];

    private UserAgentRules()
    {
    }

    /// <summary>Reads the expressions that the program carries.</summary>
    public static UserAgentRules Load()
    {
        using var resource = typeof(UserAgentRules).Assembly.GetManifestResourceStream("regexes.yaml")
            ?? throw new InvalidOperationException("The program was built without uap-core's regexes.yaml.");
        using var text = new StreamReader(resource);
        return Read(text);
    }

    /// <summary>Reads expressions.</summary>
    /// <exception cref="YamlException">The text has another form than uap-core's.</exception>
    public static UserAgentRules Read(TextReader text)
    {
        var rules = new UserAgentRules();
        var yaml = new Parser(text);
        yaml.Consume<StreamStart>();
        yaml.Consume<DocumentStart>();
        yaml.Consume<MappingStart>();
        while (!yaml.TryConsume<MappingEnd>(out _))
        {
            (var target, string[] names) = yaml.Consume<Scalar>().Value switch
            {
                "user_agent_parsers" => (rules._programs, s_program),
                "os_parsers" => (rules._systems, s_system),
                _ => (rules._devices, s_device),
            };
            yaml.Consume<SequenceStart>();
            while (!yaml.TryConsume<SequenceEnd>(out _)) target.Add(ReadRule(yaml, names));
        }
        return rules;
    }

    /// <summary>What a client's name says.</summary>
    public UserAgent Parse(string text)
    {
        var program = new string?[s_program.Length];
        var system = new string?[s_system.Length];
        var device = new string?[s_device.Length];
        Match(_programs, text, program);
        Match(_systems, text, system);
        Match(_devices, text, device);
        string? osVersion = Version(system);
        return new UserAgent(
            program[0] ?? Unknown, Version(program), system[0], osVersion, osVersion is null ? null : $"{system[0]} {osVersion}", device[0] ?? Unknown);
    }

    private static void Match(List<UserAgentRule> rules, string text, string?[] results)
    {
        foreach (var rule in rules)
            if (rule.TryMatch(text, results)) return;
    }

    private static string? Version(string?[] results)
    {
        int count = 1;
        while (count < results.Length && results[count] is not null) count++;
        return count == 1 ? null : string.Join('.', results[1..count]);
    }

    private static UserAgentRule ReadRule(Parser yaml, string[] names)
    {
        string pattern = "";
        bool ignoresCase = false;
        var replacements = new string?[names.Length];
        yaml.Consume<MappingStart>();
        while (!yaml.TryConsume<MappingEnd>(out _))
        {
            string name = yaml.Consume<Scalar>().Value;
            string value = yaml.Consume<Scalar>().Value;
            if (name == "regex") pattern = value;
            else if (name == "regex_flag") ignoresCase = value == "i";
            else if (Array.IndexOf(names, name) is var at and >= 0) replacements[at] = value;
        }
        return new UserAgentRule(pattern, ignoresCase, replacements);
    }
}
