namespace Ashiato.Agent.Telemetry;

/// <summary>Numbers as objects, the usual ones made once.</summary>
internal static class Boxes
{
    private static readonly object[] s_small = [.. Enumerable.Range(0, 1_024).Select(number => (object)number)];

    /// <summary>A number as an object.</summary>
    public static object Of(int number) => (uint)number < (uint)s_small.Length ? s_small[number] : number;
}
