using System.Globalization;
using Ashiato.Agent.Settings;

namespace Ashiato.Agent.Central;

/// <summary>What is recorded at this moment: what was set, changed by what central configuration says.</summary>
internal sealed class LiveRecording(Recording own)
{
    private readonly Recording _own = own;
    private volatile Recording _current = own;

    /// <summary>What counts now.</summary>
    public Recording Current => _current;

    /// <summary>Takes over central configuration; what it does not name is as it was set.</summary>
    /// <returns>The names of the options that this agent knows and applied.</returns>
    public IReadOnlyList<string> Apply(IEnumerable<KeyValuePair<string, string>> central)
    {
        var applied = new List<string>();
        var next = _own;
        foreach (var (name, value) in central)
        {
            if (Changed(next, name, value) is not { } changed) continue;
            next = changed;
            applied.Add($"{name}={value}");
        }
        _current = next;
        return applied;
    }

    private static Recording? Changed(Recording before, string name, string value) => name switch
    {
        "recording" when Switches.TryParse(value, out bool isOn) => before with { IsOn = isOn },
        "transaction_sample_rate" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) && rate is >= 0 and <= 1 => before with { SampleRate = rate },
        "transaction_max_spans" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int most) => before with { MaxSpans = most },
        "capture_headers" when Switches.TryParse(value, out bool captures) => before with { CapturesHeaders = captures },
        "transaction_ignore_urls" => before with { IgnoredUrls = Patterns(value) },
        "sanitize_field_names" => before with { SanitisedNames = Patterns(value) },
        _ => null,
    };

    private static WildcardPattern[] Patterns(string value) => WildcardPattern.All(value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
