using System.Runtime.InteropServices;
using Ashiato.Console.Administration;

namespace Ashiato.Console.Diagnostics;

/// <summary>Which program this is, on what it runs, and how it is.</summary>
internal sealed record ProcessAbout(string Version, string Roles, string DotNet, string Machine, string Architecture, int Processors, long MemoryLimitBytes, DateTimeOffset Now, ProgramFigures Process)
{
    /// <summary>Reads it.</summary>
    public static ProcessAbout Read(string roles, DateTimeOffset now) => new(
        ProgramVersion.Text, roles, Environment.Version.ToString(), RuntimeInformation.OSDescription, RuntimeInformation.ProcessArchitecture.ToString(), Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, now, ProgramFigures.Read());
}
