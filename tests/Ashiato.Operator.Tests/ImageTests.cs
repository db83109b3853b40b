using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Yaml;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Validation;
using Ashiato.Tests.EndToEnd;

namespace Ashiato.Operator.Tests;

/// <summary>The container file and the compose file, as far as they can be checked without an engine.</summary>
public sealed partial class ImageTests
{
    private static readonly string[] s_instructions = ["FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "VOLUME", "EXPOSE", "ENTRYPOINT"];

    private static string Settings => File.ReadAllText(Repository.Path("docs", "configuration.md"));

    [Fact]
    public void Every_line_of_the_container_file_is_an_instruction_that_is_used_as_it_should_be()
    {
        var lines = Instructions();
        Assert.All(lines, line => Assert.Contains(line.Name, s_instructions));
        // Bases are named with a version, of one .NET, which is the one that the projects are built for.
        string framework = File.ReadAllText(Repository.Path("Directory.Build.props")).Split("<TargetFramework>net")[1].Split('<')[0];
        Assert.Equal([$"mcr.microsoft.com/dotnet/sdk:{framework} AS build", $"mcr.microsoft.com/dotnet/runtime-deps:{framework}"], lines.Where(line => line.Name == "FROM").Select(line => line.Text));
        foreach (var line in lines.Where(line => line.Text.Contains("apt-get install", StringComparison.Ordinal)))
            Assert.True(line.Text.Contains("--no-install-recommends", StringComparison.Ordinal) && line.Text.EndsWith("rm -rf /var/lib/apt/lists/*", StringComparison.Ordinal), line.Text);
        // That base has no .NET: a publish for one architecture brings it along.
        Assert.Matches("<SelfContained Condition=\"'\\$\\(RuntimeIdentifier\\)' != ''[^>]*>true<", File.ReadAllText(Repository.Path("src", "Ashiato", "Ashiato.csproj")));
        Assert.Contains(lines, line => line.Name == "RUN" && line.Text.Contains(" -a ", StringComparison.Ordinal));
        var publish = Regex.Match(string.Join('\n', lines.Select(line => line.Text)), "dotnet publish (\\S+) -c Release -o (\\S+)");
        Assert.True(publish.Success && Directory.Exists(Repository.Path(publish.Groups[1].Value)));
        Assert.Contains(lines, line => line.Name == "COPY" && line.Text == $"--from=build {publish.Groups[2].Value} /app");
        foreach (string left in (string[])["**/bin", "**/obj", ".git"]) Assert.Contains(left, File.ReadAllLines(Repository.Path("deploy", "Dockerfile.dockerignore")));
    }

    [Fact]
    public void The_image_starts_the_program_as_nobody_in_particular_and_writes_to_its_volume_alone()
    {
        var last = Instructions().SkipWhile(line => !line.Text.Contains("runtime-deps", StringComparison.Ordinal)).ToList();
        Assert.Equal(["/app/ashiato"], JsonSerializer.Deserialize<string[]>(last.Single(line => line.Name == "ENTRYPOINT").Text)!);
        Assert.Contains("<AssemblyName>ashiato</AssemblyName>", File.ReadAllText(Repository.Path("src", "Ashiato", "Ashiato.csproj")), StringComparison.Ordinal);
        // By number, or runAsNonRoot cannot be checked; the same one that the operator's pods run as.
        Assert.Equal("1000:1000", last.Single(line => line.Name == "USER").Text);
        string volume = last.Single(line => line.Name == "VOLUME").Text;
        Assert.Contains(last, line => line.Name == "RUN" && line.Text == $"mkdir -p {volume} && chown 1000:1000 {volume}");
        Assert.Contains($"ASHIATO_DATA={volume}", last.Single(line => line.Name == "ENV").Text, StringComparison.Ordinal);
        foreach (string port in last.Single(line => line.Name == "EXPOSE").Text.Split(' ')) Assert.Contains(port, Settings, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_service_of_the_compose_file_is_a_role_that_is_given_what_the_program_knows()
    {
        var compose = Compose();
        var services = compose.ObjectAt("services")!;
        Assert.Equal(["console", "server", "store"], services.Select(service => service.Key).Order());
        foreach (var (name, value) in services)
        {
            var service = Whole((JsonObject)value!);
            var command = service.ListAt("command").Select(word => word!.ToString()).ToList();
            Assert.Equal(name, command[0]);
            foreach (string option in command.Skip(1)) Assert.Contains($"`{option.Split('=')[0]} ", Settings, StringComparison.Ordinal);
            foreach (var (variable, given) in service.ObjectAt("environment") ?? [])
            {
                Assert.Contains($"`{variable}`", Settings, StringComparison.Ordinal);
                // A secret has no default: who forgets it is told so before anything starts.
                if (SecretName().IsMatch(variable)) Assert.StartsWith($"${{{variable}:?", given!.ToString(), StringComparison.Ordinal);
            }
            string port = command.Single(word => word.StartsWith($"--{name}=", StringComparison.Ordinal)).Split(':')[1];
            foreach (var published in service.ListAt("ports")) Assert.Equal($"{port}:{port}", published!.ToString());
            foreach (var mount in service.ListAt("volumes")) Assert.True(compose.ObjectAt("volumes")!.ContainsKey(mount!.ToString().Split(':')[0]), $"{mount}");
            foreach (var other in service.ListAt("depends_on")) Assert.True(services.ContainsKey(other!.ToString()), $"{other}");
        }
    }

    [Fact]
    public void Every_service_of_the_compose_file_runs_without_rights_within_its_memory()
    {
        foreach (var (name, value) in Compose().ObjectAt("services")!)
        {
            var service = Whole((JsonObject)value!);
            Assert.Equal((true, "[\"ALL\"]", "[\"no-new-privileges:true\"]"), (service.Flag("read_only"), service["cap_drop"]!.ToJsonString(), service["security_opt"]!.ToJsonString()));
            Assert.Equal(name == "store" ? "512m" : "256m", service.Text("mem_limit"));
            Assert.True(File.Exists(Path.GetFullPath(Path.Combine(Repository.Path("deploy"), service.Text("build", "context")!, service.Text("build", "dockerfile")!))));
            Assert.Equal("ashiato/ashiato:0.1.0", service.Text("image"));
        }
    }

    [Fact]
    public void The_story_of_the_page_is_about_the_files_that_there_are()
    {
        string page = File.ReadAllText(Repository.Path("docs", "kubernetes.md"));
        foreach (Match file in FileName().Matches(page)) Assert.True(File.Exists(Repository.Path(file.Value.Split('/'))), file.Value);
        string manifests = page.Split("<<EOF | kubectl apply -f -\n")[1].Split("\nEOF")[0];
        Assert.All(KubeYaml.ReadAll(manifests), item => Assert.Empty(StackValidator.Check(new StackObject(StackKind.All.Single(kind => kind.Type.Kind == item.Text("kind")), item), null)));
    }

    private static List<(string Name, string Text)> Instructions() =>
        [.. File.ReadAllText(Repository.Path("deploy", "Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Where(line => line.Trim().Length > 0 && !line.StartsWith('#')).Select(line => (line.Split(' ')[0], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim()))];

    private static JsonObject Compose() => KubeYaml.ReadAll(File.ReadAllText(Repository.Path("deploy", "compose.yaml"))).Single();

    /// <summary>A service with what it takes over from the common part.</summary>
    private static JsonObject Whole(JsonObject service)
    {
        if (service.ObjectAt("<<") is not { } common) return service;
        var whole = (JsonObject)common.DeepClone();
        foreach (var (name, value) in service.Where(pair => pair.Key != "<<")) whole[name] = value?.DeepClone();
        return whole;
    }

    [GeneratedRegex("TOKEN$|PASSWORD$")]
    private static partial Regex SecretName();

    [GeneratedRegex("deploy/[A-Za-z.-]+[a-z]")]
    private static partial Regex FileName();
}
