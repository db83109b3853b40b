using Ashiato.Console.Localisation;

namespace Ashiato.Console.Administration;

/// <summary>Something by others that the program contains.</summary>
/// <param name="Name">The name of its package.</param>
/// <param name="Use">What it is for, in the reader's language.</param>
/// <param name="License">Its licence, as SPDX names it, or that it has none.</param>
/// <param name="Url">Where it is from.</param>
internal sealed record Component(string Name, Func<string> Use, string License, string Url)
{
    /// <summary>All of them. A test compares them with what the projects refer to.</summary>
    public static IReadOnlyList<Component> All { get; } =
    [
        new(".NET, ASP.NET Core", () => Texts.UseOfRuntime, "MIT", "https://github.com/dotnet"),
        new("Microsoft.AspNetCore.OpenApi", () => Texts.UseOfOpenApi, "MIT", "https://github.com/dotnet/aspnetcore"),
        new("Microsoft.Data.Sqlite.Core", () => Texts.UseOfSettingsDatabase, "MIT", "https://github.com/dotnet/efcore"),
        new("SQLitePCLRaw.bundle_e_sqlite3", () => Texts.UseOfSettingsDatabase, "Apache-2.0", "https://github.com/ericsink/SQLitePCL.raw"),
        new("SQLite", () => Texts.UseOfSettingsDatabase, "Public domain", "https://www.sqlite.org/copyright.html"),
        new("MaxMind.Db", () => Texts.UseOfGeoIp, "Apache-2.0", "https://github.com/maxmind/MaxMind-DB-Reader-dotnet"),
        new("System.CommandLine", () => Texts.UseOfCommandLine, "MIT", "https://github.com/dotnet/command-line-api"),
        new("YamlDotNet", () => Texts.UseOfYaml, "MIT", "https://github.com/aaubry/YamlDotNet"),
        new("uplot", () => Texts.UseOfCharts, "MIT", "https://github.com/leeoniya/uPlot"),
    ];
}
