using Ashiato.Console.Setup;

namespace Ashiato.Console.Tests.Setup;

/// <summary>The pages of the documentation and the page that waits for the first event say the same.</summary>
public sealed class AgentPagesTests
{
    private static readonly AgentTarget s_target = new(new Uri("http://127.0.0.1:8200"), NeedsSecretToken: false);

    public static TheoryData<string> Keys => [.. Agent.All.Select(agent => agent.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void What_the_console_says_stands_on_the_page_of_the_language(string key)
    {
        var agent = Agent.All.Single(one => one.Key == key);
        string page = File.ReadAllText(Path.Combine(Folder(), key == "node" ? "nodejs.md" : key + ".md"));

        foreach (string? lines in (string?[])[agent.Install, agent.Use, agent.Settings(s_target)])
            foreach (string line in lines?.Split('\n') ?? []) Assert.Contains(line.Trim(), page, StringComparison.Ordinal);
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Ashiato.slnx"))) return Path.Combine(folder.FullName, "docs", "agents");
        throw new DirectoryNotFoundException("Run the tests inside the clone.");
    }
}
