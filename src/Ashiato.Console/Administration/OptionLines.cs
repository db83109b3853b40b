using Ashiato.Console.Api;
using Ashiato.Model;

namespace Ashiato.Console.Administration;

/// <summary>Options of agents as people type them: a line <c>name = value</c> for each.</summary>
internal static class OptionLines
{
    /// <summary>Reads them. Empty lines say nothing; the last of two lines with one name counts.</summary>
    /// <exception cref="RefusedException">A line has no <c>=</c>.</exception>
    public static Dictionary<string, string> Read(string text)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int at = line.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) throw new RefusedException(ApiRefusal.OptionLine, $"'{line}' is no option; write a name, = and a value, such as transaction_sample_rate = 0.1.");
            options[line[..at].Trim()] = line[(at + 1)..].Trim();
        }
        return options;
    }

    /// <summary>Writes them.</summary>
    public static string Write(IReadOnlyDictionary<string, string> options) => string.Join('\n', options.OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => $"{option.Key} = {option.Value}"));
}
