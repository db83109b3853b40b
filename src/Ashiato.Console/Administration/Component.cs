namespace Ashiato.Console.Administration;

/// <summary>Something by others that the program contains.</summary>
/// <param name="Name">The name of its package.</param>
/// <param name="Use">What it is for.</param>
/// <param name="License">Its licence, as SPDX names it.</param>
/// <param name="Url">Where it is from.</param>
internal sealed record Component(string Name, string Use, string License, string Url)
{
    /// <summary>All of them. A test compares them with what the projects refer to.</summary>
    public static IReadOnlyList<Component> All { get; } =
    [
        new(".NET, ASP.NET Core", "runtime, web server, pages", "MIT", "https://github.com/dotnet"),
        new("Microsoft.AspNetCore.OpenApi", "description of the API", "MIT", "https://github.com/dotnet/aspnetcore"),
        new("Microsoft.Data.Sqlite.Core", "settings database", "MIT", "https://github.com/dotnet/efcore"),
        new("SQLitePCLRaw.bundle_e_sqlite3", "settings database", "Apache-2.0", "https://github.com/ericsink/SQLitePCL.raw"),
        new("SQLite", "settings database", "blessing", "https://www.sqlite.org/copyright.html"),
        new("MaxMind.Db", "GeoIP databases", "Apache-2.0", "https://github.com/maxmind/MaxMind-DB-Reader-dotnet"),
        new("System.CommandLine", "command line", "MIT", "https://github.com/dotnet/command-line-api"),
        new("YamlDotNet", "files of settings", "MIT", "https://github.com/aaubry/YamlDotNet"),
        new("uplot", "charts", "MIT", "https://github.com/leeoniya/uPlot"),
    ];
}
