using System.Text;
using Ashiato.Kube.Yaml;

namespace Ashiato.Kube.Tests.Yaml;

public sealed class KubeYamlTests
{
    [Fact]
    public void Aliases_are_what_they_stand_for()
    {
        Assert.Equal("""{"a":{"b":[1,"1",null,true]},"c":{"b":[1,"1",null,true]}}""", KubeYaml.ReadAll("a: &it {b: [1, '1', ~, true]}\nc: *it")[0].ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_nested_beyond_measure_is_refused_and_ends_nothing(bool isFlow)
    {
        string text = "a: " + (isFlow ? new string('[', 100_000) : "\n " + new StringBuilder().Insert(0, "- ", 100_000));
        Assert.Contains("nested more than 100 times", Assert.Throws<InvalidDataException>(() => KubeYaml.ReadAll(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_repeats_itself_beyond_measure_is_refused()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        Assert.Contains("more than 200000 values", Assert.Throws<InvalidDataException>(() => KubeYaml.ReadAll(text.ToString())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- a list")]
    [InlineData("a: ]")]
    [InlineData("{[x]: 1}")]
    public void What_is_no_mapping_of_names_is_refused_with_its_line(string text)
    {
        Assert.StartsWith("line 1:", Assert.Throws<InvalidDataException>(() => KubeYaml.ReadAll(text)).Message, StringComparison.Ordinal);
    }
}
