using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Ashiato.Bench.Report;

/// <summary>Keeps results in <c>bench/results</c>, with what is needed to get them again.</summary>
internal static class ResultFile
{
    /// <summary>Adds a table to <c>bench/results/&lt;date&gt;-&lt;name&gt;.md</c>.</summary>
    /// <returns>The file, relative to the repository.</returns>
    public static string Append(string name, string command, string table)
    {
        string date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string file = Path.Combine("bench", "results", $"{date}-{name}.md");
        string path = Path.Combine(Repository.Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string head = File.Exists(path) ? "" : $"# {name}, {date}\n\n{Machine()}\n";
        File.AppendAllText(path, $"{head}\n`{command}` at commit {Repository.Commit()}\n\n{table}");
        return file;
    }

    private static string Machine()
    {
        double memoryGib = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        string processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";
        return string.Create(CultureInfo.InvariantCulture,
            $"Machine: {Environment.ProcessorCount} cores ({processor}), {memoryGib:F0} GiB, .NET {Environment.Version}, {RuntimeInformation.OSArchitecture}. Client and server share the cores.");
    }
}

/// <summary>The repository that the program was built from.</summary>
internal static class Repository
{
    /// <summary>Its top directory.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The commit, with a plus when there are changes besides.</summary>
    public static string Commit() => Git("rev-parse", "--short=12", "HEAD") + (Git("status", "--porcelain", "--", "src", "bench/Ashiato.Bench").Length > 0 ? "+" : "");

    private static string Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Root, .. arguments]) { RedirectStandardOutput = true })!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return output.Trim();
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "Ashiato.slnx"))) return directory.FullName;
        throw new BenchException("The bench must run from inside the repository it was built in.");
    }
}
