using System.Security.Cryptography;

namespace Ashiato.Tests.EndToEnd;

/// <summary>The npm packages of a folder below <c>tests/agents</c>.</summary>
internal static class NodePackages
{
    /// <summary>Installs the packages of the lock file, unless exactly those are there.</summary>
    public static async Task InstallAsync(string folder)
    {
        string npm = Tool.Npm, stamp = Path.Combine(folder, "node_modules", ".installed");
        string wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "package-lock.json"))));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted) return;
        await ChildProcess.RunAsync(npm, ["ci"], folder);
        await File.WriteAllTextAsync(stamp, wanted);
    }
}
