namespace Ashiato.Tests.EndToEnd;

/// <summary>Programs that a test needs and the machine may lack.</summary>
internal static class Tool
{
    /// <summary>Finds Node.js.</summary>
    public static string Node => Require("Node.js", "node");

    /// <summary>Finds npm, which comes with Node.js.</summary>
    public static string Npm => Require("npm", "npm");

    /// <summary>Finds Chromium.</summary>
    public static string Chromium => Require("Chromium", "chromium");

    /// <summary>Finds kubectl.</summary>
    public static string Kubectl => Require("kubectl", "kubectl");

    /// <summary>Finds PostgreSQL's <c>pg_ctl</c>; its other programs stand beside it.</summary>
    public static string PgCtl => Require("PostgreSQL", "pg_ctl", PostgresFolders());

    /// <summary>Finds a program, or ends the test: skipped, or failed when <c>ASHIATO_REQUIRE_TOOLS</c> is 1.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="file">Its file.</param>
    /// <param name="folders">Where it may be, before the folders of <c>PATH</c>.</param>
    public static string Require(string name, string file, params IEnumerable<string> folders)
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (string folder in folders.Concat(path))
            if (File.Exists(Path.Combine(folder, file))) return Path.Combine(folder, file);

        string sentence = $"This test needs {name}: no program '{file}' was found. Install it to run the test.";
        if (Environment.GetEnvironmentVariable("ASHIATO_REQUIRE_TOOLS") == "1") Assert.Fail(sentence);
        Assert.Skip(sentence);
        return "";
    }

    private static IEnumerable<string> PostgresFolders()
    {
        // Debian keeps the server's programs out of PATH, one folder a version.
        var debian = new DirectoryInfo("/usr/lib/postgresql");
        return debian.Exists ? debian.GetDirectories().Select(version => Path.Combine(version.FullName, "bin")) : [];
    }
}
