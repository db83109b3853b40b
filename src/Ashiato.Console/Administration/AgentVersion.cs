using System.Globalization;
using Ashiato.Doctor;

namespace Ashiato.Console.Administration;

/// <summary>The version of an agent, from what it calls itself, such as <c>apm-agent-go/v2.6.0 (shop 1.4)</c>.</summary>
/// <param name="Agent">Which agent: another name that it has had is the same one.</param>
/// <param name="Text">The version as it is written, without the <c>v</c> that Go puts before it.</param>
internal readonly record struct AgentVersion(string Agent, string Text) : IComparable<AgentVersion>
{
    /// <summary>The version in a user agent; <see langword="null"/> when it names none.</summary>
    public static AgentVersion? Of(string? userAgent)
    {
        string? product = userAgent?.Split(' ', 2)[0];
        int slash = product?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash <= 0) return null;
        string version = product![(slash + 1)..].TrimStart('v');
        if (version.Length == 0 || !char.IsAsciiDigit(version[0])) return null;
        var kind = ClientKinds.Of(userAgent);
        return new AgentVersion(kind == ClientKind.Unknown ? product[..slash] : kind.ToString(), version);
    }

    /// <summary>The newest version of each agent among some.</summary>
    public static Dictionary<string, AgentVersion> Newest(IEnumerable<string?> userAgents) =>
        userAgents.Select(Of).OfType<AgentVersion>().GroupBy(version => version.Agent).ToDictionary(same => same.Key, same => same.Max());

    /// <summary>Number by number; what comes before a release is older than it, as <c>4.0.0-beta</c> is older than <c>4.0.0</c>.</summary>
    public int CompareTo(AgentVersion other)
    {
        var (mine, theirs) = (Split(Text), Split(other.Text));
        for (int i = 0; i < Math.Max(mine.Numbers.Length, theirs.Numbers.Length); i++)
        {
            int order = mine.Numbers.ElementAtOrDefault(i).CompareTo(theirs.Numbers.ElementAtOrDefault(i));
            if (order != 0) return order;
        }
        return (mine.Before.Length == 0, theirs.Before.Length == 0) switch
        {
            (true, false) => 1,
            (false, true) => -1,
            _ => string.CompareOrdinal(mine.Before, theirs.Before),
        };
    }

    // What follows a + says how it was built, and not how new it is.
    private static (long[] Numbers, string Before) Split(string version)
    {
        string[] halves = version.Split('+', 2)[0].Split('-', 2);
        return ([.. halves[0].Split('.').Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0)], halves.Length > 1 ? halves[1] : "");
    }
}
