using System.Globalization;

namespace Ashiato.Settings;

/// <summary>The ports besides the server's own that take OpenTelemetry, because SDKs look for it there.</summary>
/// <param name="Ports">The ports, on the server's address; 0 takes any free one.</param>
/// <param name="IsAsked">True when somebody asked for them, and so must be told when one is taken.</param>
internal sealed record OtlpPorts(IReadOnlyList<int> Ports, bool IsAsked)
{
    /// <summary>No such port.</summary>
    public const string Off = "off";

    /// <summary>Reads <c>PORT,PORT</c> or <c>off</c>.</summary>
    public static bool TryParse(string text, bool isAsked, out OtlpPorts ports)
    {
        ports = new OtlpPorts([], isAsked);
        if (text == Off) return true;
        var read = new List<int>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!ushort.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) return false;
            read.Add(port);
        }
        ports = new OtlpPorts(read, isAsked);
        return true;
    }
}
