using Ashiato.Settings;

namespace Ashiato.Tests.Settings;

public sealed class SecretsFolderTests
{
    [Fact]
    public void A_file_named_like_a_setting_is_its_value_without_the_line_end_and_counts_after_the_command_line()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "store-token"), "from-folder\n");
        File.WriteAllText(Path.Combine(folder.Path, "console-password"), "from-folder");
        File.WriteAllText(Path.Combine(folder.Path, "README"), "of somebody else");

        var options = Read(new() { ["secrets-dir"] = folder.Path, ["console-password"] = "said" });

        Assert.Equal(("from-folder", "said"), (options.StoreToken, options.ConsolePassword));
        Assert.Null(options.SecretTokenFile);
    }

    [Fact]
    public void A_token_of_agents_and_a_password_are_known_by_the_files_that_they_come_from()
    {
        using var folder = new TemporaryFolder();
        string token = Path.Combine(folder.Path, "secret-token"), settings = Path.Combine(folder.Path, "settings.yaml");
        File.WriteAllText(token, "hush");
        File.WriteAllText(settings, "console-password: sesame");

        var options = Read(new() { ["secrets-dir"] = folder.Path, ["config"] = settings });
        Assert.Equal((new TokenFile(SettingTable.SecretToken, token, false), new TokenFile(SettingTable.ConsolePassword, settings, true)), (options.SecretTokenFile, options.ConsolePasswordFile));
        Assert.Null(Read(new() { ["secrets-dir"] = folder.Path, ["secret-token"] = "said" }).SecretTokenFile);
    }

    [Theory]
    [InlineData("store-token", "one", "two", false)]
    [InlineData("settings.yaml", "store-token: one", "cluster-name: x\nstore-token: \"two\"", true)]
    public void The_stores_token_is_known_by_the_file_that_it_comes_from_and_read_from_it_again(string name, string before, string after, bool isSettingFile)
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, name);
        File.WriteAllText(file, before);
        var options = Read(isSettingFile ? new() { ["config"] = file } : new() { ["secrets-dir"] = folder.Path });
        Assert.Equal(("one", file, isSettingFile), (options.StoreToken, options.StoreTokenFile!.Path, options.StoreTokenFile.IsSettingFile));

        File.WriteAllText(file, after);
        Assert.Equal("two", options.StoreTokenFile.Read());
        File.WriteAllText(file, isSettingFile ? "cluster-name: x" : "");
        Assert.Contains(file, Assert.Throws<IOException>(options.StoreTokenFile.Read).Message, StringComparison.Ordinal);
        Assert.Null(Read(new() { ["store-token"] = "said", ["secrets-dir"] = folder.Path }).StoreTokenFile);
    }

    [Fact]
    public void A_folder_that_is_not_there_and_a_file_that_is_empty_are_named()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "store-token");
        File.WriteAllText(file, "\n");

        Assert.Contains(file, Assert.Throws<StartupException>(() => Read(new() { ["secrets-dir"] = folder.Path })).Message, StringComparison.Ordinal);
        Assert.Contains("'/nowhere' (--secrets-dir)", Assert.Throws<StartupException>(() => Read(new() { ["secrets-dir"] = "/nowhere" })).Message, StringComparison.Ordinal);
    }

    private static ProgramOptions Read(Dictionary<string, string> commandLine) => ProgramOptions.Read(setting => commandLine.GetValueOrDefault(setting.Name), _ => null);
}
