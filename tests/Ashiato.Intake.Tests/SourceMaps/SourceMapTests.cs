using System.Text;
using Ashiato.Intake.SourceMaps;

namespace Ashiato.Intake.Tests.SourceMaps;

public sealed class SourceMapTests
{
    [Fact]
    public void A_place_leads_to_the_source_it_was_made_from()
    {
        var map = SourceMap.Parse(Corpus.Read("sourcemap/bundle.js.map"));

        var position = map.Find(1, 18)!.Value;

        Assert.Equal("webpack:///webpack/bootstrap 6002740481c9666b0d38", map.SourceName(position.Source));
        Assert.Equal((5, 0), (position.Line, position.Column));
        Assert.Equal(" \tfunction __webpack_require__(moduleId) {", map.Lines(position.Source)[position.Line - 1]);
    }

    // A: 0. C: 1. D: -1. gB: 16. The second segment of a line counts from the first, a new line's columns from 0.
    [Theory]
    [InlineData("AAAA,CAAC;AACA", 1, 0, "a:1:0")]
    [InlineData("AAAA,CAAC;AACA", 1, 1, "a:1:1")]
    [InlineData("AAAA,CAAC;AACA", 1, 99, "a:1:1")]
    [InlineData("AAAA,CAAC;AACA", 2, 5, "a:2:1")]
    [InlineData("AAAA,CAAC;AACA", 3, 0, null)]
    [InlineData("AAAA,CAAC;AACA", 0, 0, null)]
    [InlineData("gBACAA", 1, 15, null)]
    [InlineData("gBACAA", 1, 16, "a:2:0 x")]
    [InlineData("ACAA,C", 1, 0, "b:1:0")]
    [InlineData("ACAA,C", 1, 1, null)]
    [InlineData("CAAC,DAAD", 1, 0, "a:1:0")]
    [InlineData("", 1, 0, null)]
    public void Mappings_are_read_as_they_are_written(string mappings, int line, int column, string? expected)
    {
        var map = Parse($$"""{"version":3,"sources":["a","b"],"names":["x"],"mappings":"{{mappings}}"}""");

        Assert.Equal(expected, map.Find(line, column) is { } found ? $"{map.SourceName(found.Source)}:{found.Line}:{found.Column} {found.Name}".TrimEnd() : null);
    }

    // Bundlers that put finished bundles together write one map for each of them, and where it begins.
    [Theory]
    [InlineData(1, 4, "a.js:1:0 f one")]
    [InlineData(1, 9, null)]
    [InlineData(1, 10, "lib/b.js:1:0 g two")]
    [InlineData(2, 0, "lib/b.js:2:0  three")]
    [InlineData(3, 0, null)]
    [InlineData(4, 1, "c.js:1:0  ")]
    public void A_map_with_sections_is_read_as_one(int line, int column, string? expected)
    {
        var map = Parse("""
            {"version":3,"sections":[
              {"offset":{"line":0,"column":0},"map":{"version":3,"sources":["a.js"],"sourcesContent":["one"],"names":["f"],"mappings":"AAAAA,S"}},
              {"offset":{"line":0,"column":10},"map":{"version":3,"sourceRoot":"lib","sources":["b.js"],"sourcesContent":["two\r\nthree\ffour"],"names":["g"],"mappings":"AAAAA;AACA"}},
              {"offset":{"line":3,"column":1},"map":{"version":3,"sources":["c.js"],"mappings":"AAAA"}}]}
            """);

        Assert.Equal(expected, map.Find(line, column) is { } found
            ? $"{map.SourceName(found.Source)}:{found.Line}:{found.Column} {found.Name} {map.Lines(found.Source).ElementAtOrDefault(found.Line - 1)?.Split('\f')[0]}" : null);
    }

    [Theory]
    [InlineData("src", "a.js", "src/a.js")]
    [InlineData("https://a/", "b.js", "https://a/b.js")]
    [InlineData("src", "/b.js", "/b.js")]
    [InlineData("src", "webpack:///b.js", "webpack:///b.js")]
    public void Sources_are_in_their_folder(string folder, string source, string expected) =>
        Assert.Equal(expected, Parse($$""")]}'{{"\n"}}{"version":3,"sourceRoot":"{{folder}}","sources":["{{source}}"],"mappings":"AAAA"}""").SourceName(0));

    [Theory]
    [InlineData("nothing", "cannot be read")]
    [InlineData("[]", "is a JSON object")]
    [InlineData("""{"version":2,"mappings":""}""", "version 3")]
    [InlineData("""{"version":3,"sections":7}""", "cannot be read")]
    [InlineData("""{"version":3,"sections":[{"offset":{"line":0,"column":0},"url":"a.map"}]}""", "a section of a source map has a 'map'")]
    [InlineData("""{"version":3,"sections":[{"map":{"version":3,"mappings":""}}]}""", "a section of a source map has an 'offset'")]
    [InlineData("""{"version":3,"sections":[{"offset":{},"map":{"version":3,"mappings":""}}]}""", "cannot be read")]
    [InlineData("""{"version":3,"sections":[{"offset":{"line":1,"column":0},"map":{"mappings":""}},{"offset":{"line":0,"column":0},"map":{"mappings":""}}]}""", "not in order")]
    [InlineData("""{"version":3,"sections":[{"offset":{"line":2000000000,"column":0},"map":{"mappings":""}}]}""", "not in order")]
    [InlineData("""{"version":3,"sources":[]}""", "has 'mappings'")]
    [InlineData("""{"version":3,"sources":[7],"mappings":""}""", "cannot be read")]
    [InlineData("""{"version":3,"sources":[],"mappings":"AAAA"}""", "points at nothing")]
    [InlineData("""{"version":3,"sources":["a"],"mappings":"AADA"}""", "points at nothing")]
    [InlineData("""{"version":3,"sources":["a"],"mappings":"AA+/////DA"}""", "points at nothing")]
    [InlineData("""{"version":3,"sources":["a"],"mappings":"AA!A"}""", "mappings of the source map cannot be read")]
    [InlineData("""{"version":3,"sources":["a"],"mappings":"AA"}""", "mappings of the source map cannot be read")]
    [InlineData("""{"version":3,"sources":["a"],"mappings":"zzzzzzzzzzA"}""", "mappings of the source map cannot be read")]
    public void What_is_no_map_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Parse(json)).Message, StringComparison.Ordinal);

    private static SourceMap Parse(string json) => SourceMap.Parse(Encoding.UTF8.GetBytes(json));
}
