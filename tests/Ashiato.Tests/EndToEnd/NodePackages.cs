using System.Security.Cryptography;

namespace Ashiato.Tests.EndToEnd;

/// <summary>The npm packages of a folder below <c>tests</c>.</summary>
internal static class NodePackages
{
    /// <summary>A registry that does not answer once is no failure of a test.</summary>
    private const int Attempts = 3;

    /// <summary>Installs the packages of the lock file, unless exactly those are there.</summary>
    public static async Task InstallAsync(string folder)
    {
        string npm = Tool.Npm, stamp = Path.Combine(folder, "node_modules", ".installed");
        await using var list = await OpenAloneAsync(Path.Combine(folder, "package-lock.json"));
        string wanted = Convert.ToHexString(await SHA256.HashDataAsync(list));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted) return;
        for (int attempt = 1; ; attempt++)
        {
            await using var install = ChildProcess.Start(npm, ["ci", "--no-audit", "--no-fund"], folder: folder);
            int exitCode = await install.WaitForExitAsync();
            if (exitCode == 0) break;
            Assert.True(attempt < Attempts, $"npm ci in {folder} ended with {exitCode}: {install.Error}{install.Output}");
        }
        await File.WriteAllTextAsync(stamp, wanted);
    }

    /// <summary>Opens a file that nobody else has open in this way. Tests of several classes and projects want the same packages at the same time, and npm does not expect that.</summary>
    private static Task<FileStream> OpenAloneAsync(string path) => Eventually.GetAsync($"The turn at {path}", () =>
    {
        try
        {
            return Task.FromResult<FileStream?>(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return Task.FromResult<FileStream?>(null);
        }
    }, TestContext.Current.CancellationToken);
}
