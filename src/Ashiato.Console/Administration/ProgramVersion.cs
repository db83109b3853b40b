using System.Reflection;

namespace Ashiato.Console.Administration;

/// <summary>The version of the program.</summary>
internal static class ProgramVersion
{
    /// <summary>As people say it, such as <c>0.1.0</c>.</summary>
    public static string Text { get; } = typeof(ConsoleOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
